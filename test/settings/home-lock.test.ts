import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { lockHome } from '../../src/settings/home-lock.ts'
import { freshFolder } from './fresh-folder.ts'

async function holdInAnotherProcess(t: TestContext, folder: string) {
  const holder = spawn(process.execPath, [join(import.meta.dirname, 'hold-home-lock.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(holder, 'exit')
  t.after(async () => {
    holder.kill('SIGKILL')
    await ended
  })
  const [said] = await once(holder.stdout, 'data')
  assert.match(String(said), /^locked/)
  return { holder, ended }
}

test('a home that another process runs on is refused, and free at once when that process is killed', async (t) => {
  const folder = freshFolder(t)
  const { holder, ended } = await holdInAnotherProcess(t, folder)
  assert.throws(() => lockHome(folder), { code: 'HOME_IN_USE', retryable: true })
  holder.kill('SIGKILL')
  await ended
  lockHome(folder).release()
})

test('a home is locked once within one process, too, until it is released', (t) => {
  const folder = freshFolder(t)
  const lock = lockHome(folder)
  assert.throws(() => lockHome(folder), { code: 'HOME_IN_USE' })
  lock.release()
  lock.release()
  lockHome(folder).release()
})

test('homes do not lock each other', (t) => {
  const one = lockHome(freshFolder(t))
  const two = lockHome(freshFolder(t))
  one.release()
  two.release()
})

test('a lock that nobody refers to any more holds on', (t) => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const folder = freshFolder(t)
  lockHome(folder)
  collectGarbage()
  assert.throws(() => lockHome(folder), { code: 'HOME_IN_USE' })
})

test('a folder that is missing or cannot be locked is told apart from one in use', (t) => {
  const folder = freshFolder(t)
  assert.throws(() => lockHome(join(folder, 'missing')), { code: 'HOME_NOT_FOUND' })
  const damaged = join(folder, 'damaged')
  mkdirSync(damaged)
  writeFileSync(join(damaged, 'lock.db'), 'no database '.repeat(100))
  assert.throws(() => lockHome(damaged), { code: 'HOME_UNUSABLE', hint: /remove .*lock\.db/ })
  const odd = join(folder, 'odd')
  mkdirSync(join(odd, 'lock.db'), { recursive: true })
  assert.throws(() => lockHome(odd), { code: 'HOME_UNUSABLE' })
})
