import type { Command } from 'commander'
import { z } from 'zod'
import { chooseTrigger, isCaptured, readShopTriggers, type TriggerChoice } from '../../capture/shop-triggers.ts'
import { lookAtStore } from '../../location/look-at-location.ts'
import { withStore } from '../../location/running-location.ts'
import { define, type Surroundings } from '../define.ts'
import { triggerLines } from '../trigger-lines.ts'

const Name = z.object({ trigger: z.string().min(1).max(200) })

export function addTriggers(program: Command, surroundings: Surroundings): void {
  const triggers = program
    .command('triggers')
    .description("at a store: which triggers of the shop's program run for rows from the office")

  define(
    triggers.command('list', { isDefault: true }).description('the triggers that rows from the office can set off'),
    'central-office triggers list',
    surroundings,
    z.object({}),
    (_, { home }) =>
      lookAtStore(home, async ({ database }) => {
        const found = await readShopTriggers(database)
        return {
          document: { triggers: found },
          lines: found.length > 0 ? found.flatMap(triggerLines) : ['No trigger is set off by rows from the office.'],
        }
      }),
  )

  const choices = [
    ['run', 'have it run for rows from the office too; what it writes then is an edit of this store', 'run'],
    ['skip', 'have it skipped for rows from the office', 'skip'],
    ['default', 'decide by what it writes again', null],
  ] as const
  for (const [name, description, choice] of choices)
    define(
      triggers.command(name).description(description).argument('<trigger>', 'its name, as the list shows it'),
      `central-office triggers ${name} order_total`,
      surroundings,
      Name,
      ({ trigger }, { home }) => choose(home, trigger, choice),
    )
}

const choose = (home: string, name: string, choice: TriggerChoice) =>
  withStore(home, async ({ database }) => {
    const trigger = await database.transaction(() => chooseTrigger(database, name, choice))
    const captured = isCaptured(trigger) ? ['  What it writes then is transmitted as an edit of this store.'] : []
    return { document: trigger, lines: [...triggerLines(trigger), ...captured] }
  })
