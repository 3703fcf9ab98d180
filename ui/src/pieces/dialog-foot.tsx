import { Group } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './dialog-foot.module.css'

/** The buttons that a long dialog ends with: always in sight, above whatever scrolls below them; `above` stands over them. */
export const DialogFoot = ({ above, children }: { above?: ReactNode; children: ReactNode }) => (
  <div className={classes.foot}>
    {above}
    <Group justify="flex-end" gap="sm">
      {children}
    </Group>
  </div>
)
