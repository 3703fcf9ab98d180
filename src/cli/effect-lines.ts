import { effectWords } from '../location/effect-words.ts'
import type { SetupEffect } from '../transmission/setup-effects.ts'

/** What a change of the replica setup does, one line a table or column. */
export const effectLines = (effects: readonly SetupEffect[]): string[] =>
  effects.length === 0
    ? ['No row is loaded again.']
    : effects.map(
        (effect) => `${effect.table}${effect.column ? `, column ${effect.column}` : ''}: ${effectWords(effect)}`,
      )
