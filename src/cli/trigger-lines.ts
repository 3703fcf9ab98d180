import type { ShopTrigger } from '../capture/shop-triggers.ts'

/** A trigger of the shop's program, whether it runs for rows from the office, and why. */
export const triggerLines = ({ name, table, effect, writes, why, choice, runs }: ShopTrigger): string[] => [
  `${name} on ${table}: ${runs ? 'runs' : 'skipped'}${choice === null ? '' : ', as you decided'}`,
  `  ${reasons[effect](writes.join(', '), why)}`,
]

const reasons: Record<ShopTrigger['effect'], (tables: string, why: string) => string> = {
  nothing: () => 'It writes nothing; a row from the office that it refuses is parked.',
  own: (tables) => `It writes only what is not transmitted (${tables}).`,
  transmitted: (tables) => `It writes what is transmitted (${tables}), which arrives from where the row was changed.`,
  both: (tables) => `It writes what is transmitted and what is not (${tables}).`,
  unknown: (_, why) => `This program cannot run it: ${why}.`,
}
