import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { browserCommand } from '../../src/cli/commands/serve.ts'
import { endSignals, onEndSignal } from '../../src/cli/end-signals.ts'
import { lockHome } from '../../src/settings/home-lock.ts'
import { machineOf } from '../../src/settings/machine.ts'
import { isNetworkPath, refuseNetworkPath } from '../../src/settings/network-path.ts'
import { emptyWork } from '../../src/settings/work-folder.ts'
import { listenFault } from '../../src/web/http/listen-fault.ts'
import { pathOf } from '../../src/web/http/static-pages.ts'
import { freshHome } from '../settings/fresh-folder.ts'

test('a path of the pages has / on every computer, and none leads elsewhere', () => {
  assert.equal(pathOf('/assets/index-1a2b.js'), 'assets/index-1a2b.js')
  assert.equal(pathOf('/assets//x/../index.js'), 'assets/index.js')
  for (const path of ['/', '/assets\\x.js', '/..%5c..%5csecrets.json', '/C:/x.js', '/x.js::$DATA', '/%00.js', '/%zz'])
    assert.equal(pathOf(path), null, path)
  assert.equal(pathOf('/../../etc/passwd.txt'), 'etc/passwd.txt')
})

test('a program ends in order when its window is closed, on Windows by Ctrl-Break too', () => {
  assert.deepEqual(endSignals('linux'), ['SIGINT', 'SIGTERM', 'SIGHUP'])
  assert.deepEqual(endSignals('win32'), ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'])
  const program = Object.assign(new EventEmitter(), { platform: 'win32' as const })
  const heard: string[] = []
  const stop = onEndSignal((signal) => heard.push(signal), program as unknown as NodeJS.Process)
  program.emit('SIGBREAK', 'SIGBREAK')
  program.emit('SIGHUP', 'SIGHUP')
  stop()
  program.emit('SIGINT', 'SIGINT')
  assert.deepEqual(heard, ['SIGBREAK', 'SIGHUP'])
})

test('the browser is opened by what Windows opens addresses with', () => {
  const address = 'http://127.0.0.1:7420/#welcome=a&b'
  assert.deepEqual(browserCommand(address, 'win32'), ['rundll32.exe', 'url.dll,FileProtocolHandler', address])
  assert.deepEqual(browserCommand(address, 'darwin'), ['open', address])
  assert.deepEqual(browserCommand(address, 'linux'), ['xdg-open', address])
})

test('a port that Windows keeps for itself is told as that', () => {
  const refused = Object.assign(new Error('x'), { code: 'EACCES' })
  assert.match(listenFault('127.0.0.1', 7420, refused, 'win32').hint, /excludedportrange/)
  assert.match(listenFault('127.0.0.1', 80, refused, 'linux').hint, /above 1023/)
})

test('a Windows computer goes by the number in its registry, whatever the language of what is printed', async () => {
  const asked: string[][] = []
  const machine = (text: string | null, hostname = 'PC-1') => ({
    platform: 'win32',
    hostname,
    run: async (program: string, args: string[]) => {
      asked.push([program, ...args])
      return text
    },
  })
  const printed =
    '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\r\n    MachineGuid    REG_SZ    0190AA11-2b3c-4d5e-8f60-718293a4b5c6\r\n\r\n'
  const mark = (number: string) => createHash('sha256').update(`${number}\n/no/such/folder`).digest('hex')
  const one = await machineOf('/no/such/folder', machine(printed))
  assert.equal(one, mark('0190aa11-2b3c-4d5e-8f60-718293a4b5c6'))
  assert.equal(await machineOf('/no/such/folder', machine(printed, 'renamed')), one, 'a new name changes nothing')
  assert.equal(await machineOf('/no/such/folder', machine(null)), mark('PC-1'))
  assert.deepEqual(asked[0], [
    ...['reg.exe', 'query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid', '/reg:64'],
  ])
})

test('a home on another computer is refused on Windows', () => {
  for (const path of ['\\\\server\\share\\office', '//server/share', '\\\\?\\UNC\\server\\share'])
    assert.ok(isNetworkPath(path), path)
  for (const path of ['C:\\office', '\\\\?\\C:\\office', '\\\\.\\C:', '/srv/office', 'D:/x'])
    assert.ok(!isNetworkPath(path), path)
  assert.throws(() => refuseNetworkPath('\\\\server\\share', 'win32'), {
    code: 'HOME_UNUSABLE',
    message: /another computer/,
  })
  refuseNetworkPath('//srv/office', 'linux')
})

test('Windows: a scratch file that a scanner holds keeps nothing from starting, and is told', async (t) => {
  const home = await freshHome(t)
  mkdirSync(home.work, { recursive: true })
  const [held, free] = ['held.payload', 'free.payload'].map((name) => join(home.work, name)) as [string, string]
  for (const file of [held, free]) writeFileSync(file, 'rows')
  const lock = lockHome(home.folder)
  t.after(() => lock.release())
  const removed: string[] = []
  const remove = async (path: string) => {
    if (path === held) throw Object.assign(new Error('held'), { code: 'EBUSY' })
    removed.push(path)
  }
  assert.deepEqual(await emptyWork(home, lock, { platform: 'win32', remove }), [held])
  assert.deepEqual(removed, [free])
  await assert.rejects(emptyWork(home, lock, { platform: 'linux', remove }), { code: 'HOME_UNUSABLE' })
})

test('no program that is started shows a window of its own', () => {
  const source = new URL('../../src/', import.meta.url)
  const starting = globSync('**/*.ts', { cwd: source })
    .map((file) => [file, readFileSync(new URL(file.replaceAll('\\', '/'), source), 'utf8')] as const)
    .filter(([, text]) => /from 'node:child_process'/.test(text))
  assert.ok(starting.length >= 4)
  const showing = starting.filter(([, text]) => !text.includes('windowsHide: true'))
  assert.deepEqual(
    showing.map(([file]) => file),
    [],
  )
})
