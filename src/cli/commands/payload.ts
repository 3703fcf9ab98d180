import { resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { countOf } from '../../model/count-text.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import { define, type Surroundings } from '../define.ts'
import { type LookedPayload, lookIntoPayload } from '../look-into-payload.ts'
import { showTime } from '../time-text.ts'
import { showValue } from '../value-text.ts'

const ROWS_OF_ONE_TABLE = 20

const Given = z.object({
  file: z.string().min(1),
  table: z.string().min(1).optional(),
  rows: z.coerce.number('a whole number is needed').int('a whole number is needed').min(0).max(1_000_000).optional(),
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
    async ({ file, table, rows }, { home }) => {
      const wanted = { table, rows: rows ?? (table === undefined ? 0 : ROWS_OF_ONE_TABLE) }
      const looked = await lookIntoPayload(resolve(file), home, wanted)
      if (table !== undefined && !looked.some(({ tables }) => tables?.length)) throw tableNotThere(file, table)
      return {
        document: looked,
        lines: looked.length ? looked.flatMap(payloadLines) : ['No payload is in it.'],
      }
    },
  )
}

function payloadLines({ place, direction, manifest, tables }: LookedPayload): string[] {
  const guid = manifest && (manifest.from === 'office' ? manifest.to : manifest.from)
  const way = direction === 'to-office' ? `from store ${guid} to the office` : `from the office to store ${guid}`
  return [
    manifest
      ? `${place}: payload ${manifest.number} ${way}, ${showTime(manifest.clock)}${manifest.load ? ', part of an initial load' : ''}`
      : `${place}: an opened payload`,
    ...(tables === null ? ['  nothing but an acknowledgement'] : []),
    ...(tables ?? []).flatMap(({ name, operation, rows, shown }) => [
      `  ${operation} ${name}: ${countOf(rows, 'row')}`,
      ...shown.map(
        (row) =>
          `    ${Object.entries(row)
            .map(
              ([column, value]) => `${column} ${column === ':at' ? showTime(Number(value), true) : showValue(value)}`,
            )
            .join(', ')}`,
      ),
      ...(shown.length > 0 && shown.length < rows ? [`    ... ${countOf(rows - shown.length, 'more row')}`] : []),
    ]),
  ]
}

const tableNotThere = (file: string, table: string): CentralOfficeError =>
  new CentralOfficeError('TABLE_UNKNOWN', `Nothing of a table ${table} is in ${file}.`, {
    hint: `See what is in it with: central-office payload ${file}`,
  })
