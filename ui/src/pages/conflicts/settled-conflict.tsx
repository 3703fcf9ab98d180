import { Button, Text, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Conflict } from '../../../../src/web/contract/conflicts.ts'
import type { Cell } from '../../../../src/web/contract/words.ts'
import { useAsk } from '../../pieces/ask.tsx'
import { Card } from '../../pieces/card.tsx'
import { CellText } from '../../pieces/cell.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { sameCell } from '../../words/cell-text.ts'
import { storeText } from '../../words/store-text.ts'
import { timeText } from '../../words/time-text.ts'
import classes from './conflicts.module.css'
import { rowNow } from './outcome-text.ts'
import { usePutBack } from './use-put-back.ts'

/** A conflict that is settled: what stood against what, what came of it, and every lost value with its button. */
export const SettledConflict = ({ conflict, exists }: { conflict: Conflict; exists: boolean }) => (
  <Card title="What came of it" lead="What is put back is an ordinary edit at the office: every location gets it.">
    {conflict.column === null ? (
      <SettledRow conflict={conflict} exists={exists} />
    ) : (
      <SettledValue conflict={conflict} exists={exists} />
    )}
  </Card>
)

function SettledValue({ conflict, exists }: { conflict: Conflict; exists: boolean }) {
  const { base, officeValue, storeValue, officeAt, storeAt, officeStore, store, outcome, decided, putBack, putBackAt } =
    conflict
  const back = usePutBack()
  const [typed, setTyped] = useState('')
  const stands = putBack ?? (outcome === 'decided' ? decided : outcome === 'store' ? storeValue : officeValue)
  const side = (take: 'office' | 'store', value: Cell) =>
    stands !== null && sameCell(value, stands) ? null : (
      <PutBackButton
        label={`Put back ${take === 'office' ? "the office's value" : "the store's value"}`}
        busy={back.isPending}
        onClick={() => back.mutate([{ id: conflict.id, decision: { take } }])}
      />
    )
  const whose =
    officeStore === null ? '' : `, from ${storeText({ number: officeStore, name: conflict.officeStoreName ?? '' })}`
  return (
    <>
      {!exists && (
        <Text size="sm" mb="md">
          The row is not at the office any more. Putting a value back brings it back.
        </Text>
      )}
      <dl className={classes.settled}>
        <Line label="Before both changes" cell={base} />
        <Line
          label="Office"
          note={`${timeOf(officeAt)}${whose}`}
          cell={officeValue}
          button={side('office', officeValue)}
        />
        <Line label={storeText(store)} note={timeOf(storeAt)} cell={storeValue} button={side('store', storeValue)} />
        {decided !== null && outcome === 'decided' && (
          <Line label="Decided" note={timeOf(conflict.decidedAt)} cell={decided} />
        )}
        {putBack !== null && <Line label="Put back" note={timeOf(putBackAt)} cell={putBack} />}
      </dl>
      <form
        className={classes.another}
        onSubmit={(event) => {
          event.preventDefault()
          back.mutate([{ id: conflict.id, decision: { typed } }], { onSuccess: () => setTyped('') })
        }}
      >
        <TextInput
          label="Another value"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={back.error ? ' ' : undefined}
        />
        <Button type="submit" variant="default" disabled={typed === ''} loading={back.isPending}>
          Set it
        </Button>
      </form>
      <FaultNotice error={back.error} />
    </>
  )
}

/** One side deleted the row: what lost is the row, or its removal. */
function SettledRow({ conflict, exists }: { conflict: Conflict; exists: boolean }) {
  const back = usePutBack()
  const ask = useAsk()
  const { id, kind, store, officeAt, storeAt, putBackAt, putBack } = conflict
  const start = async () => {
    const sure =
      !exists ||
      (await ask({
        title: 'Delete the row everywhere?',
        text: 'The row stands at the office. Its removal had lost; putting it back deletes the row at every location that has it. It can be brought back here again.',
        yes: 'Delete it',
        danger: true,
      }))
    if (sure) back.mutate([{ id, decision: null }])
  }
  return (
    <>
      <Text size="sm">
        The whole row: {kind}. Office {timeOf(officeAt)}; {storeText(store)} {timeOf(storeAt)}.
      </Text>
      <Text size="sm" mb="md">
        {rowNow(exists)}
        {putBackAt !== null && ` Last put back ${timeText(putBackAt)}: the ${putBack?.text ?? 'row'}.`}
      </Text>
      {canPutBack(conflict, exists) && (
        <PutBackButton
          label={exists ? 'Put back its removal …' : 'Put back the row'}
          busy={back.isPending}
          onClick={() => void start()}
        />
      )}
      <FaultNotice error={back.error} />
    </>
  )
}

/** Where a person decided that the row goes, the row lost; else its removal did, or the office's rule took the store's row away. */
const canPutBack = ({ outcome, kind }: Conflict, exists: boolean): boolean => {
  const rowLost = outcome === 'decided' && kind === 'deleted at store'
  return exists ? !rowLost : rowLost || kind === 'office table'
}

const timeOf = (at: number | null): string => (at === null ? 'time not known' : timeText(at))

const PutBackButton = ({ label, busy, onClick }: { label: string; busy: boolean; onClick: () => void }) => (
  <Button variant="default" size="compact-sm" disabled={busy} onClick={onClick}>
    {label}
  </Button>
)

type LineProps = { label: string; note?: string; cell: Cell; button?: ReactNode }

const Line = ({ label, note, cell, button }: LineProps) => (
  <div className={classes.settledLine}>
    <dt>
      <span className={classes.settledLabel}>{label}</span>
      {note && <span className={classes.side}>{note}</span>}
    </dt>
    <dd>
      <span className={classes.value}>
        <CellText cell={cell} />
      </span>
      {button}
    </dd>
  </div>
)
