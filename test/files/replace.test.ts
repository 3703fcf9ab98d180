import assert from 'node:assert/strict'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { remove } from '../../src/files/remove.ts'
import { replace } from '../../src/files/replace.ts'
import { textOfFile } from '../../src/files/text-of-file.ts'

const fault = (code: string) => Object.assign(new Error(code), { code })

/** A computer whose renames are refused some times before they are done. */
function machine(platform: string, refusals: number, code: string) {
  const pauses: number[] = []
  let tries = 0
  return {
    pauses,
    tries: () => tries,
    platform,
    rename: async () => {
      tries++
      if (tries <= refusals) throw fault(code)
    },
    pause: async (milliseconds: number) => pauses.push(milliseconds),
  }
}

test('Windows: a rename that a scanner refuses for a moment is tried again, with growing pauses', async () => {
  for (const code of ['EPERM', 'EACCES', 'EBUSY']) {
    const busy = machine('win32', 3, code)
    await replace('a', 'b', busy)
    assert.deepEqual([busy.tries(), busy.pauses], [4, [20, 40, 60]])
  }
})

test('a rename that is refused for good ends after about three seconds, and one for another reason at once', async () => {
  const held = machine('win32', 1000, 'EPERM')
  await assert.rejects(replace('a', 'b', held), { code: 'EPERM' })
  const waited = held.pauses.reduce((sum, each) => sum + each, 0)
  assert.ok(waited > 2_000 && waited < 4_000, String(waited))
  for (const [platform, code] of [
    ['win32', 'ENOSPC'],
    ['linux', 'EPERM'],
  ] as const) {
    const refused = machine(platform, 1000, code)
    await assert.rejects(replace('a', 'b', refused), { code })
    assert.equal(refused.tries(), 1)
  }
})

test('what is removed may be a file, a folder or nothing', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'central-office-files-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'a', 'b'), { recursive: true })
  writeFileSync(join(folder, 'c'), 'x')
  for (const name of ['a', 'c', 'd']) await remove(join(folder, name))
  assert.deepEqual(globSync('*', { cwd: folder }), [])
})

test('every rename and removal of the program goes the ways that wait for a scanner', () => {
  const source = new URL('../../src/', import.meta.url)
  const files = globSync('**/*.ts', { cwd: source }).filter(
    (file) => !/^files[\\/]|^demo[\\/]ftp-site[\\/]commands[\\/]/.test(file),
  )
  assert.ok(files.length > 300)
  const bare = files.filter((file) =>
    /import \{[^}]*\b(rename|rm|renameSync)\b[^}]*\} from 'node:fs(\/promises)?'/.test(
      readFileSync(new URL(file.replaceAll('\\', '/'), source), 'utf8'),
    ),
  )
  assert.deepEqual(bare, [])
})

const TEXT = 'CENTRAL-OFFICE-INVITATION-1\r\nGrüße 👋\r\n'
const utf16 = Buffer.from(TEXT, 'utf16le')
const kinds: [string, Buffer][] = [
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a mark', Buffer.from(`\uFEFF${TEXT}`)],
  ['UTF-16, as PowerShell writes it', Buffer.concat([Buffer.of(0xff, 0xfe), utf16])],
  ['UTF-16, big end first', Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(utf16).swap16()])],
  ['UTF-16 without a mark', utf16],
  ['UTF-16, big end first, without a mark', Buffer.from(utf16).swap16()],
]
for (const [kind, bytes] of kinds)
  test(`text of a file is read whatever wrote it: ${kind}`, () => {
    assert.equal(textOfFile(bytes), TEXT)
    assert.equal(textOfFile(new Uint8Array(bytes)), TEXT)
  })

test('a file of no known letters keeps what is ASCII in it, and one that is cut short does no harm', () => {
  assert.equal(textOfFile(Buffer.from('Gr\u00FC\u00DFe: CENTRAL', 'latin1')), 'Grüße: CENTRAL')
  assert.equal(textOfFile(Buffer.of(0xfe, 0xff, 0x00, 0x41, 0x00)), 'A')
  assert.deepEqual([textOfFile(Buffer.of()), textOfFile(Buffer.of(0xff, 0xfe))], ['', ''])
})
