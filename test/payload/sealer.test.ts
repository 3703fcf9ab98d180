import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it, type TestContext } from 'node:test'
import { hasCode } from '../../src/model/errors.ts'
import { Sealer } from '../../src/payload/sealer.ts'
import { binding, emptyFolder, key, otherEpoch } from './fixture.ts'

/** Large enough for a thread, and as a payload is made but for its tables. */
const large = async (t: TestContext) => {
  const folder = await emptyFolder(t)
  const sqliteFile = path.join(folder, 'rows.sqlite')
  const database = new DatabaseSync(sqliteFile)
  const contents = { format: 2, schema: null, definitions: null, replicaSetup: null, comparison: null }
  const tables = [{ name: 'notes', operation: 'insert', key: ['id'], values: ['text'], rows: 100 }]
  database.exec(`CREATE TABLE "central office" (contents); CREATE TABLE "insert notes" (":at", "id", "text")`)
  database.prepare('INSERT INTO "central office" VALUES (?)').run(JSON.stringify({ ...contents, tables }))
  const add = database.prepare('INSERT INTO "insert notes" VALUES (?, ?, ?)')
  for (let id = 1n; id <= 100n; id++) add.run(0n, id, randomBytes(25_000).toString('hex'))
  database.close()
  const datFile = path.join(folder, 'sealed.dat')
  return { folder, payload: { sqliteFile, datFile, key, binding } }
}

describe('a large payload', () => {
  it('is sealed and opened in a thread, while this one goes on', async (t) => {
    const { folder, payload } = await large(t)
    const sealer = new Sealer()
    let turns = 0
    const turning = setInterval(() => turns++, 1)
    const expected = await sealer.seal(payload)
    clearInterval(turning)
    assert.ok(turns > 3, `${turns}`)
    const opened = path.join(folder, 'opened.sqlite')
    const contents = await sealer.open({ ...payload, sqliteFile: opened, expected })
    assert.equal(contents.tables[0]?.rows, 100)
    assert.deepEqual(await readFile(opened), await readFile(payload.sqliteFile))
    await sealer.close()
  })

  it('fails in a thread with the error it would fail with here, and the thread goes on', async (t) => {
    const { folder, payload } = await large(t)
    const sealer = new Sealer()
    t.after(() => sealer.close())
    const expected = await sealer.seal(payload)
    const opened = path.join(folder, 'opened.sqlite')
    const elsewhere = { ...payload, sqliteFile: opened, expected, binding: { ...binding, epoch: otherEpoch } }
    await assert.rejects(sealer.open(elsewhere), (error) => hasCode(error, 'PAYLOAD_NOT_AUTHENTIC'))
    const bytes = await readFile(payload.datFile)
    await writeFile(payload.datFile, bytes.subarray(1))
    await assert.rejects(
      sealer.open({ ...elsewhere, binding }),
      (error) => hasCode(error, 'PAYLOAD_DAMAGED') && error.retryable,
    )
    await writeFile(payload.datFile, bytes)
    assert.equal((await sealer.open({ ...elsewhere, binding })).tables.length, 1)
  })

  it('that is being sealed when the visit ends is there whole, and nothing half written is', async (t) => {
    const { folder, payload } = await large(t)
    const sealer = new Sealer()
    const sealing = sealer.seal(payload)
    await sealer.close()
    await sealing
    assert.deepEqual((await readdir(folder)).sort(), ['rows.sqlite', 'sealed.dat'])
  })
})
