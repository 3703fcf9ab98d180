import assert from 'node:assert/strict'
import { parseList } from 'basic-ftp'
import type { Random } from '../../../src/demo/shop/random.ts'
import { parsePayloadName } from '../../../src/payload/file-names.ts'
import type { Connection } from '../../../src/site/connection.ts'
import { explainFailure } from '../../../src/site/failure.ts'
import { listFiles } from '../../../src/site/listing.ts'
import { epoch, guid } from '../../payload/fixture.ts'
import { mutateText } from '../mutate.ts'
import type { Target, Verdict } from '../target.ts'

const name = (number: number): string => `${guid}.${epoch}.${String(number).padStart(9, '0')}.manifest`

const formats = {
  facts: (file: string) => `type=file;size=77;modify=20260131235959;UNIX.mode=0644;unique=1g2; ${file}`,
  unix: (file: string) => `-rw-r--r--   1 ftp      ftp            77 Jan 31 23:59 ${file}`,
  dos: (file: string) => `01-31-26  11:59PM                   77 ${file}`,
}

const strange = [
  'modify=;',
  'modify=99999999999999;',
  'type=OS.unix=slink:/etc;',
  'size=-1;',
  'size=1e999;',
  '\n',
  '\r\n',
  ' ',
  '12-',
  'total 5',
  ' -> ',
  '=',
]

/** As `Client.list` does once the text of the listing has come. */
const connectionTo = (raw: string): Connection => {
  const client = { availableListCommands: [], parseList, list: async () => client.parseList(raw) }
  return { client, habits: { mlsd: true }, gate: { lastTransferReply: '' }, site: 'site:21' } as unknown as Connection
}

/**
 * Listings in which somebody's file has a hostile name, or the site writes nonsense in one line: the lines of the honest files,
 * which the input keeps as the first and the last but one, are found all the same.
 */
export const listings: Target = {
  name: 'listings',
  codes: [],
  smoke: 1500,
  prepare: async () => ({
    make: (random: Random) => {
      const format = formats[random.pick(['facts', 'unix', 'dos'] as const)]
      const hostile = () => mutateText(random, format(name(3)), strange)
      const ending = random.pick(['\n', '\r\n'])
      return Buffer.from(
        [format(name(1)), hostile(), format(name(2)), random.chance(0.5) ? hostile() : ''].join(ending),
      )
    },
    run: async (input): Promise<Verdict> => {
      const raw = Buffer.from(input).toString()
      const files = await listFiles(connectionTo(raw), 'to-office').catch((error: unknown) => {
        throw explainFailure(error, { doing: 'list', site: 'site:21', path: 'to-office' })
      })
      for (const file of files) {
        assert.equal(typeof file.name, 'string')
        assert.ok(Number.isSafeInteger(file.size) && file.size >= 0, `size ${file.size}`)
      }
      const numbers = files.map((file) => parsePayloadName('to-office', file.name)?.number)
      assert.ok(numbers.includes(1) && numbers.includes(2), 'an honest file is missing')
      return 'accepted'
    },
  }),
}
