import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Random } from '../../../src/demo/shop/random.ts'
import { payloadTableName } from '../../../src/model/payload-contents.ts'
import { readContents } from '../../../src/payload/contents.ts'
import { hostilePayload } from '../hostile-payload.ts'
import { mutateBytes } from '../mutate.ts'
import { writePlainPayload } from '../plain-payload.ts'
import type { Target } from '../target.ts'

/** Fields of the header of a SQLite file: https://sqlite.org/fileformat.html#the_database_header */
const headerFields = [16, 17, 18, 19, 20, 21, 22, 23, 28, 31, 32, 35, 36, 39, 44, 47, 52, 55, 56, 59, 60, 64, 67, 68]

export const mutateDatabase = (random: Random, bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes)
  if (random.chance(0.3)) copy[random.pick(headerFields)] = random.pick([0, 1, 2, 3, 4, 63, 64, 65, 127, 255])
  else if (random.chance(0.5)) {
    // The start of a page: its kind, its free blocks, its number of cells, its pointers.
    const page = copy.readUInt16BE(16) || 4096
    const at = random.whole(0, Math.floor(copy.length / page)) * page + random.whole(0, 20)
    if (at < copy.length) copy[at] = random.pick([0, 1, 2, 5, 10, 13, 255])
  } else return mutateBytes(random, copy)
  return copy
}

/** SQLite files of a store with its own key: what is accepted can be read to the last row, and holds nothing but tables. */
export const payloadContents: Target = {
  name: 'contents',
  codes: ['PAYLOAD_DAMAGED', 'PAYLOAD_TOO_NEW', 'PAYLOAD_TOO_OLD'],
  smoke: 120,
  prepare: async (folder) => {
    const file = join(folder, 'payload')
    return {
      make: (random) => {
        writePlainPayload(file, hostilePayload(random, 0.3))
        const bytes = readFileSync(file)
        return random.chance(0.6) ? mutateDatabase(random, bytes) : bytes
      },
      run: (input) => {
        writeFileSync(file, input)
        const contents = readContents(file)
        assert.deepEqual(readdirSync(folder), ['payload'])
        const database = new DatabaseSync(file, { readOnly: true })
        try {
          const objects = database.prepare('SELECT type FROM sqlite_schema').all()
          assert.equal(objects.length, contents.tables.length + 1)
          assert.ok(objects.every(({ type }) => type === 'table'))
          for (const table of contents.tables) {
            const statement = database.prepare(`SELECT * FROM "${payloadTableName(table).replaceAll('"', '""')}"`)
            statement.setReadBigInts(true)
            assert.equal(statement.all().length, table.rows)
          }
        } finally {
          database.close()
        }
        return 'accepted'
      },
    }
  },
}
