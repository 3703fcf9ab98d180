import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { before, test } from 'node:test'
import { ZipFile } from 'yazl'
import { epoch, guid } from '../payload/fixture.ts'
import { done, failure, folderFor, main, run } from './command-runs.ts'

const MB = 1024 * 1024
const cleanUp: (() => void)[] = []
const folder = folderFor({ after: (work) => cleanUp.push(work) })
const office = join(folder, 'office')
const name = (kind: string) => `received/${guid}.${epoch}.000000001.${kind}`

before(() => done(['init', 'office', '--home', office]))

function* zeros(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= MB) yield Buffer.alloc(Math.min(MB, left))
}

/** A zip of one entry that unpacks to so many zero bytes; with `announced`, its directory names another size. */
async function zipOf(entry: string, bytes: number, announced = bytes): Promise<string> {
  const zip = new ZipFile()
  zip.addReadStream(Readable.from(zeros(bytes)), entry, { compress: true, size: bytes })
  zip.end()
  const made = await buffer(zip.outputStream)
  made.writeUInt32LE(announced, made.indexOf('PK\u0001\u0002') + 24)
  const file = join(folder, `${bytes}-${announced}.zip`)
  writeFileSync(file, made)
  return file
}

/** The most memory a run of `payload` took, MB. */
function memoryOf(file: string): { stderr: string; most: number } {
  const tell = "data:text/javascript,process.on('exit',()=>console.log(process.resourceUsage().maxRSS))"
  const args = ['--import', tell, main, 'payload', file, '--home', office]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return { stderr, most: Number(stdout) / 1024 }
}

test('a small zip that unpacks to a lot is refused before it is unpacked, in the memory of any other command', async () => {
  const bomb = memoryOf(await zipOf(name('manifest'), 600 * MB))
  assert.match(bomb.stderr, /000000001\.manifest has another size than it can have\./)
  const liar = memoryOf(await zipOf(name('manifest'), 600 * MB, 1000))
  assert.match(liar.stderr, /\[PAYLOAD_DAMAGED\]/)
  for (const { most } of [bomb, liar]) assert.ok(most > 0 && most < 300, `${most} MB`)
  assert.deepEqual(readdirSync(join(office, 'work')), [])
})

test('a manifest beside its .dat is read no further than one can be long', async () => {
  const dat = join(folder, name('dat').slice('received/'.length))
  writeFileSync(dat, 'x')
  writeFileSync(dat.replace(/dat$/, 'manifest'), Buffer.alloc(2 * MB, 'x'))
  const refused = await failure(['payload', dat, '--home', office])
  assert.deepEqual([refused.code, /more than 65536 bytes/.test(refused.message)], ['PAYLOAD_NOT_AUTHENTIC', true])
})

test('a file of another kind is told as what it is, with what to name instead', async () => {
  const letter = await zipOf('word/document.xml', 10)
  const zip = await run(['payload', letter, '--home', office])
  assert.equal(zip.code, 2)
  assert.match(zip.stderr, /is a zip file, but not a backup copy: no payload is in it\.\nBackup copies are in/)
  const database = await failure(['payload', join(office, 'office.db'), '--home', office])
  assert.deepEqual([database.code, database.exit], ['USAGE', 2])
  assert.match(database.message, /office\.db is a database, but not an opened payload, or it is damaged\.$/)
})

test('a manifest that this network did not make is refused', async () => {
  const sealed = await failure(['payload', await zipOf(name('manifest'), 1000), '--home', office])
  assert.equal(sealed.code, 'PAYLOAD_NOT_AUTHENTIC')
})

test.after(() => {
  for (const work of cleanUp) work()
})
