import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { refuseFetchedProgram } from '../../src/location/service/service-plan.ts'
import { isFetchedForOnce, ownCommand } from '../../src/model/own-command.ts'

const fetched = [
  '/home/anna/.npm/_npx/1f0c4a/node_modules/central-office/bin/central-office.js',
  'C:\\Users\\Anna\\AppData\\Local\\npm-cache\\_npx\\1f0c4a\\node_modules\\central-office\\bin\\central-office.js',
  '/home/anna/.cache/pnpm/dlx/ab12/node_modules/central-office/bin/central-office.js',
  '/tmp/xfs-1234/dlx-5678/node_modules/central-office/bin/central-office.js',
  '/tmp/bunx-1000-central-office@latest/node_modules/central-office/bin/central-office.js',
]
const kept = [
  '/usr/lib/node_modules/central-office/bin/central-office.js',
  'C:\\Users\\Anna\\AppData\\Roaming\\npm\\node_modules\\central-office\\bin\\central-office.js',
  '/srv/central-office/src/cli/main.ts',
]

test('a program out of a cache is told from one that stays, and is made no service', () => {
  for (const file of fetched) {
    assert.ok(isFetchedForOnce(file), file)
    assert.throws(() => refuseFetchedProgram(file), { code: 'SERVICE_REFUSED', hint: /npm install --global/ })
  }
  for (const file of kept) {
    assert.ok(!isFetchedForOnce(file), file)
    refuseFetchedProgram(file)
  }
})

test('a command to go on with is the one that works where the program was started from', () => {
  assert.deepEqual(
    [...fetched.slice(0, 1), ...kept].map((file) => ownCommand(file)),
    ['npx central-office', 'central-office', 'central-office', 'npm run central-office --'],
  )
  const local = join('/srv/shop', 'node_modules', 'central-office', 'dist', 'model', 'own-command.js')
  assert.deepEqual(
    [ownCommand(local, '/srv/shop'), ownCommand(local, '/srv')],
    ['npx central-office', 'central-office'],
  )
  assert.equal(ownCommand(), 'npm run central-office --', 'the tests run the source')
})

test('service install out of the cache of npx is refused before anything is written', (t) => {
  const cache = mkdtempSync(join(realpathSync(tmpdir()), 'central-office-npx-'))
  t.after(() => rmSync(cache, { recursive: true, force: true }))
  const folder = join(cache, '_npx', '1f0c4a', 'central-office')
  mkdirSync(folder, { recursive: true })
  const root = fileURLToPath(new URL('../../', import.meta.url))
  for (const name of ['src', 'package.json']) cpSync(join(root, name), join(folder, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const main = join(folder, 'src', 'cli', 'main.ts')
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [main, ...args, '--home', join(cache, 'home')], { encoding: 'utf8' })
  assert.equal(run('init', 'office').status, 0)
  for (const more of [[], ['--print']]) {
    const { status, stdout, stderr } = run('service', 'install', ...more)
    assert.deepEqual([status, stdout], [1, ''])
    assert.match(stderr, /fetched for this run alone.*\n.*npm install --global central-office.*\n\[SERVICE_REFUSED\]/)
  }
})
