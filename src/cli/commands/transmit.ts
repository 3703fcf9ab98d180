import type { Command } from 'commander'
import { z } from 'zod'
import { withLocation } from '../../location/running-location.ts'
import { countOf } from '../../model/count-text.ts'
import type { VisitEvent, VisitResult } from '../../model/visit-event.ts'
import type { Context, Outcome } from '../context.ts'
import { define, type Surroundings } from '../define.ts'
import { leftOutLines } from '../left-out-lines.ts'
import { progressLine } from '../progress-bar.ts'

export function addTransmit(program: Command, surroundings: Surroundings): void {
  define(
    program
      .command('transmit')
      .description('one transmission: receive what waits at the site, then send what is new')
      .option('--take-over', 'this computer replaces the one that transmitted before and is gone for good'),
    'central-office transmit --home /srv/store-7',
    surroundings,
    z.object({ takeOver: z.literal(true).optional() }),
    ({ takeOver }, context) =>
      withLocation(context.home, async (location) => {
        try {
          const result = await location.transmit({
            signal: context.signal,
            onEvent: (event) => show(event, context),
            ...(takeOver ? { takeOver } : {}),
          })
          return outcomeOf(result)
        } finally {
          if (context.terminal) context.redraw('')
        }
      }),
  )
}

function show(event: VisitEvent, { terminal, redraw, tell }: Context): void {
  if (event.progress) {
    if (terminal) redraw(progressLine(event, process.stderr.columns ?? 80))
    return
  }
  if (terminal) redraw('')
  const who = event.store === undefined ? '' : `store ${event.store}: `
  tell(`${event.level === 'warn' ? '! ' : ''}${event.step.padEnd(8)} ${who}${event.text}`)
}

export function outcomeOf(result: VisitResult): Outcome {
  const { received, sent, conflicts, parked, problems, leftOut, milliseconds } = result
  const moved = ({ payloads, rows }: VisitResult['sent']) =>
    `${countOf(payloads, 'payload')} with ${countOf(rows, 'row')}`
  return {
    document: result,
    failed: problems.length > 0,
    lines: [
      `${problems.length ? 'Completed with problems' : 'Completed'} in ${(milliseconds / 1000).toFixed(1)} s: received ${moved(received)}, sent ${moved(sent)}.`,
      ...(conflicts ? [`${countOf(conflicts, 'value')} in conflict; see: central-office conflicts list --all`] : []),
      ...(parked ? [`${countOf(parked, 'row')} held back: this database refuses them for now.`] : []),
      ...problems.flatMap(({ store, code, message, hint }) => [
        `Problem${store === undefined ? '' : ` with store ${store}`}: ${message}`,
        `  ${hint}`,
        `  [${code}]`,
      ]),
      ...leftOutLines(leftOut.filter(({ text }) => !problems.some(({ message }) => text.endsWith(message)))),
    ],
  }
}
