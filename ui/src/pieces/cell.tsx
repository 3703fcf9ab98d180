import { Text } from '@mantine/core'
import type { Cell } from '../../../src/web/contract/words.ts'
import { cellText, isDescribed } from '../words/cell-text.ts'

export const CellText = ({ cell }: { cell: Cell }) =>
  isDescribed(cell) ? (
    <Text span inherit fs="italic" c="dimmed">
      {cellText(cell)}
    </Text>
  ) : (
    <span className="co-value" dir="auto">
      {cell.text}
    </span>
  )
