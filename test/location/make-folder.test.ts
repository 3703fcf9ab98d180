import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeFolder } from '../../src/files/make-folder.ts'
import { Office } from '../../src/location/office.ts'
import { hasCode } from '../../src/model/errors.ts'

test('a folder is made with those above it, its owner’s alone where that is wanted, and one that is there is left as it is', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'folders-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  const folder = join(root, 'a', 'b', 'c')
  for (let time = 0; time < 2; time++) await makeFolder(folder, 0o700)
  assert.ok(statSync(folder).isDirectory())
  if (process.platform !== 'win32') assert.equal(statSync(join(root, 'a')).mode & 0o777, 0o700)
  writeFileSync(join(root, 'file'), '')
  await assert.rejects(makeFolder(join(root, 'file')), { code: 'EEXIST' })
  await assert.rejects(makeFolder(join(root, 'file', 'below')), {
    code: process.platform === 'win32' ? /E/ : 'ENOTDIR',
  })
})

test('a home folder below a place where no folder can be made is refused at once', {
  skip: process.platform !== 'linux',
  timeout: 60_000,
}, async () => {
  await assert.rejects(
    Office.init('/proc/nowhere/office', { name: 'Office' }),
    (error) => hasCode(error, 'HOME_UNUSABLE') && error.message.includes('/proc/nowhere/office'),
  )
})
