import type { BrokenConstraint } from './database.ts'

/** Extended result codes: https://sqlite.org/rescode.html#extrc */
const KINDS: Record<number, BrokenConstraint['kind']> = {
  275: 'check',
  1299: 'not null',
  1555: 'unique', // the key
  1811: 'trigger',
  2067: 'unique',
  2579: 'unique', // the rowid
  3091: 'type',
}

/** What a row broke, from SQLite's result code and message: `UNIQUE constraint failed: things.a, things.b`. */
export function brokenConstraint(code: number, message: string): BrokenConstraint {
  return { kind: KINDS[code] ?? 'other', text: message.replace(/^[A-Z ]+ constraint failed: /, '') }
}
