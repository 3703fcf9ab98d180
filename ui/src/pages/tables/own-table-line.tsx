import { Badge, Button } from '@mantine/core'
import type { OwnTable } from '../../../../src/web/contract/own-tables.ts'
import classes from './tables.module.css'
import type { useCapture } from './use-capture.ts'

const states: Record<OwnTable['state'], { text: string; color: string }> = {
  captured: { text: 'Captured', color: 'green' },
  off: { text: 'Capture off', color: 'orange' },
  'left out': { text: 'Left out for now', color: 'red' },
  refused: { text: 'Cannot be transmitted', color: 'red' },
  waiting: { text: 'From the next transmission on', color: 'blue' },
  'not transmitted': { text: 'Not transmitted', color: 'gray' },
}

const sharings: Record<OwnTable['sharing'], string> = {
  store: "this store's own rows; the office may edit them",
  shared: 'one set of rows for everyone',
  office: 'kept at the office; a change made here is put back',
  lookup: "this store's own rows; other stores may read them",
  none: 'by the replica setup',
}

/** One table: how it takes part, and why not. */
export const OwnTableLine = ({ table, capture }: { table: OwnTable; capture: ReturnType<typeof useCapture> }) => {
  const { name, state, sharing, filter, message, hint } = table
  const { text, color } = states[state]
  return (
    <li className={classes.line}>
      <div className={classes.words}>
        <span className={classes.name}>{name}</span>{' '}
        <Badge variant="light" color={color} tt="none" radius="sm" miw="max-content">
          {text}
        </Badge>
        <div className={classes.note}>
          {sharings[sharing]}
          {filter !== null && (
            <>
              {' '}
              · only rows with <code>{filter}</code>
            </>
          )}
        </div>
        {message && <div className={classes.why}>{message}</div>}
        {hint && <div className={classes.note}>{hint}</div>}
      </div>
      {state === 'captured' && (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={`Switch off capture of ${name}`}
          disabled={capture.off.isPending}
          onClick={() => capture.off.mutate([name])}
        >
          Switch off
        </Button>
      )}
      {(state === 'off' || state === 'left out') && (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={`Capture again ${name}`}
          disabled={capture.on.isPending}
          onClick={() => capture.on.mutate([name])}
        >
          Capture again
        </Button>
      )}
    </li>
  )
}
