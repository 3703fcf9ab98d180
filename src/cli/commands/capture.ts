import type { Command } from 'commander'
import { z } from 'zod'
import type { SwitchedOn } from '../../capture/capture-on.ts'
import { readShopTriggers } from '../../capture/shop-triggers.ts'
import { whatOnlyTheShopHas } from '../../capture/shop-writes-alone.ts'
import { judgeTables } from '../../capture/store-tables.ts'
import { lookAtStore } from '../../location/look-at-location.ts'
import { withStore } from '../../location/running-location.ts'
import { countOf } from '../../model/count-text.ts'
import { define, type Surroundings } from '../define.ts'

const Tables = z.object({ tables: z.array(z.string().min(1).max(200)).default([]) })

export function addCapture(program: Command, surroundings: Surroundings): void {
  const capture = program
    .command('capture')
    .description("at a store: watch the shop's tables, or let its program change their layout")

  define(
    capture.command('list', { isDefault: true }).description('the captured tables, and those that are off or left out'),
    'central-office capture list',
    surroundings,
    z.object({}),
    (_, { home }) =>
      lookAtStore(home, async ({ database, replica }) => {
        const { captured, leftOut } = await judgeTables(database, (await replica.state()).setup)
        const on = captured.map(({ table }) => table.name)
        const triggers = await readShopTriggers(database)
        const shopWritesAlone: { table: string; missing: string }[] = []
        for (const { table, live } of captured) {
          const missing = await whatOnlyTheShopHas(database, live, triggers)
          if (missing !== null) shopWritesAlone.push({ table: table.name, missing })
        }
        const off = leftOut.map(({ table, why }) => ({
          table: table.name,
          code: why.code,
          message: why.message,
          hint: why.hint,
        }))
        return {
          document: { captured: on, leftOut: off, shopWritesAlone },
          lines: [
            `Captured: ${on.join(', ') || 'no table'}`,
            ...shopWritesAlone.map(
              ({ table, missing }) =>
                `Only the shop's program can write ${table}, which needs the ${missing}: what comes from the office is parked.`,
            ),
            ...off.flatMap(({ message, hint }) => [`Not captured: ${message}`, `  ${hint}`]),
          ],
        }
      }),
  )

  define(
    capture
      .command('off')
      .description(
        'take the triggers away, so that columns can be dropped and tables rebuilt; the shop goes on writing',
      )
      .argument('[tables...]', 'which tables; none named: all'),
    'central-office capture off customers\ncentral-office capture off',
    surroundings,
    Tables,
    ({ tables }, { home }) =>
      withStore(home, async (store) => {
        const off = await store.captureOff(tables)
        return {
          document: off,
          lines: [
            ...off.map(
              ({ table, rows }) => `Capture of ${table} is off; ${countOf(rows, 'row')} kept to compare with.`,
            ),
            off.length > 0
              ? 'Change the tables now, then run: central-office capture on. Until then they are left out of transmissions.'
              : 'Capture of these tables is off already.',
          ],
        }
      }),
  )

  define(
    capture
      .command('on')
      .description('watch the tables again, with the layout they have now, and find what changed meanwhile')
      .argument('[tables...]', 'which tables; none named: all that are off or were made anew'),
    'central-office capture on',
    surroundings,
    Tables,
    ({ tables }, { home }) =>
      withStore(home, async (store) => {
        const { on, stillOff } = await store.captureOn(tables)
        const failed = stillOff.map(({ table, why: { code, message, hint } }) => ({ table, code, message, hint }))
        return {
          document: { on, stillOff: failed },
          failed: failed.length > 0,
          lines: [
            ...on.map(foundLine),
            ...failed.flatMap(({ message, hint }) => [`Still off: ${message}`, `  ${hint}`]),
            ...(on.length + failed.length === 0 ? ['Capture of these tables is on already.'] : []),
          ],
        }
      }),
  )
}

function foundLine({ table, by, changes }: SwitchedOn): string {
  if ('toCompare' in changes)
    return `Capture of ${table} is on. The office compares ${countOf(changes.toCompare, 'row')} at the next transmissions.`
  const { inserted, updated, deleted } = changes
  const found = by === 'copy' ? ` Meanwhile: ${inserted} new, ${updated} changed, ${deleted} deleted.` : ''
  return `Capture of ${table} is on.${found}`
}
