import { resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import type { Row } from '../../databases/database.ts'
import { countOf } from '../../model/count-text.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import { define, type Surroundings } from '../define.ts'
import { type LookedPayload, lookIntoPayload } from '../look-into-payload.ts'
import { showTime } from '../time-text.ts'
import { showValue } from '../value-text.ts'
import { wholeNumber } from '../whole-number.ts'

const ROWS_OF_ONE_TABLE = 20

const Given = z.object({
  file: z.string().min(1),
  table: z.string().min(1).optional(),
  rows: wholeNumber(0, 1_000_000).optional(),
})

export function addPayload(program: Command, surroundings: Surroundings): void {
  define(
    program
      .command('payload')
      .description('look into what was transmitted: tables, operations, how many rows, and the rows themselves')
      .argument('<file>', 'a backup copy (.zip), a .dat with its .manifest beside it, or an opened payload')
      .option('--table <name>', 'only this table, with its rows')
      .option('--rows <count>', 'how many rows of each to show (default: 20 with --table, else none)'),
    'central-office payload backups/2026-03-14T15-09-26.535Z.zip --table customers --rows 5',
    surroundings,
    Given,
    async ({ file, table, rows }, { home, json, tell }) => {
      const wanted = { table, rows: rows ?? (table === undefined ? 0 : ROWS_OF_ONE_TABLE) }
      const document: unknown[] = []
      let found = false
      // Shown one by one, since a backup copy may hold more than fits into memory; the document of --json is one.
      for await (const payload of lookIntoPayload(resolve(file), home, wanted)) {
        if (table !== undefined && !payload.tables?.length) continue
        found = true
        if (json) document.push(inDocument(payload))
        else for (const line of payloadLines(payload)) tell(line)
      }
      if (table !== undefined && !found) throw tableNotThere(file, table)
      return { document, lines: [] }
    },
  )
}

const inDocument = ({ tables, ...payload }: LookedPayload) => ({
  ...payload,
  tables: tables?.map((table) => ({ ...table, shown: [...table.shown] })) ?? null,
})

function* payloadLines({ place, direction, manifest, tables }: LookedPayload): Generator<string> {
  const guid = manifest && (manifest.from === 'office' ? manifest.to : manifest.from)
  const way = direction === 'to-office' ? `from store ${guid} to the office` : `from the office to store ${guid}`
  yield manifest
    ? `${place}: payload ${manifest.number} ${way}, ${showTime(manifest.clock)}${manifest.load ? ', part of an initial load' : ''}`
    : `${place}: an opened payload`
  if (tables === null) yield '  nothing but an acknowledgement'
  for (const { name, operation, rows, shown } of tables ?? []) {
    yield `  ${operation} ${name}: ${countOf(rows, 'row')}`
    let count = 0
    for (const row of shown) {
      yield rowLine(row)
      count++
    }
    if (count > 0 && count < rows) yield `    ... ${countOf(rows - count, 'more row')}`
  }
}

const rowLine = (row: Row): string =>
  `    ${Object.entries(row)
    .map(([column, value]) => `${column} ${column === ':at' ? showTime(Number(value), true) : showValue(value)}`)
    .join(', ')}`

const tableNotThere = (file: string, table: string): CentralOfficeError =>
  new CentralOfficeError('TABLE_UNKNOWN', `Nothing of a table ${table} is in ${file}.`, {
    hint: `See what is in it with: central-office payload ${file}`,
  })
