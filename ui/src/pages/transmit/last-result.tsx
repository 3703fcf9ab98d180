import { Alert, Button, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { Transmission } from '../../../../src/web/contract/transmission.ts'
import { TickIcon, WarnIcon } from '../../icons/sign-icons.tsx'
import { useStoreNames } from '../../pieces/use-store-names.ts'
import { bytesText, countText } from '../../words/count-text.ts'
import { durationText, timeText } from '../../words/time-text.ts'
import classes from './transmit.module.css'

const looks = {
  completed: { color: 'green', word: 'Completed' },
  problems: { color: 'orange', word: 'Completed with problems' },
  failed: { color: 'red', word: 'Failed' },
  cancelled: { color: 'gray', word: 'Cancelled' },
} as const
export const outcomeText = (outcome: Transmission['outcome']): string => looks[outcome].word

/** Another computer of the same name: only a person can say which one is to go on. */
const questions: Record<string, string> = {
  STREAM_FORKED: 'This computer replaces the other one …',
  HOME_DIR_IN_USE: 'This office replaces the other one …',
}

export const LastResult = ({ last, onTakeOver }: { last: Transmission; onTakeOver?: () => void }) => {
  const { color, word } = looks[last.outcome]
  const question = questions[last.code ?? '']
  return (
    <Alert
      color={color}
      variant="light"
      icon={last.outcome === 'completed' ? <TickIcon /> : <WarnIcon />}
      title={`${word}, ${timeText(last.endedAt)}`}
    >
      {last.outcome === 'failed' && (
        <Text size="sm">
          {last.message} {last.hint}
        </Text>
      )}
      <Text size="sm">{movedText(last)}</Text>
      <Problems problems={last.problems} />
      {last.conflicts > 0 && (
        <Text size="sm">
          {countText(last.conflicts, 'conflict')}. <Link href="/conflicts">See the conflicts</Link>
        </Text>
      )}
      {last.parked > 0 && (
        <Text size="sm">{countText(last.parked, 'row')} parked: the database refuses them for now.</Text>
      )}
      {question && onTakeOver && (
        <Button size="compact-sm" variant="default" mt="xs" onClick={onTakeOver}>
          {question}
        </Button>
      )}
    </Alert>
  )
}

export const movedText = ({ received, sent, startedAt, endedAt }: Transmission): string =>
  `Received ${countText(received.rows, 'row')} (${bytesText(received.bytes)}), sent ${countText(sent.rows, 'row')} (${bytesText(
    sent.bytes,
  )}), in ${durationText(endedAt - startedAt)}.`

export const Problems = ({ problems }: { problems: Transmission['problems'] }) => {
  const nameOf = useStoreNames()
  if (problems.length === 0) return null
  return (
    <ul className={classes.problems}>
      {problems.map(({ store, code, message, hint }) => (
        <li key={`${store} ${code} ${message}`}>
          {store && <strong>{nameOf(store)}: </strong>}
          {message} <span className={classes.hint}>{hint}</span>
        </li>
      ))}
    </ul>
  )
}
