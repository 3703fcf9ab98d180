import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { z } from 'zod'
import { DATABASE_FORMAT } from '../../src/capture/database-format.ts'
import { officeSchema } from '../../src/capture/office-schema.ts'
import { storeSchema } from '../../src/capture/store-schema.ts'
import { MANIFEST_FORMAT, Manifest } from '../../src/model/manifest.ts'
import { CONTENTS_FORMAT, PayloadContents } from '../../src/model/payload-contents.ts'

/** Of each format that was ever in use: what it looks like. One that is in the hands of people never changes any more. */
const known: Record<string, string> = {
  'manifest 2': '172e39a48e24d622',
  'contents 2': 'dd97e8bd8fe14403',
  'database 2': '81bca1da585eeccd',
}
const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

const membersOf = (schema: z.ZodType): string =>
  JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))

/** Without comments and white space. */
const statementsOf = (sql: string): string => sql.replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ' ')

const things = [
  { name: `manifest ${MANIFEST_FORMAT}`, is: membersOf(Manifest) },
  { name: `contents ${CONTENTS_FORMAT}`, is: membersOf(PayloadContents) },
  { name: `database ${DATABASE_FORMAT}`, is: statementsOf(storeSchema + officeSchema) },
]

for (const { name, is } of things)
  test(`what ${name} is made of is what other locations and versions take it for`, () => {
    const message = `${name} has changed. Where a version with the format before may be in use, raise the format, else
others take what they cannot read for damaged. Then note here: '${name}': '${digest(is)}'`
    assert.equal(known[name], digest(is), message)
  })
