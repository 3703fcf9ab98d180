import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Session } from '../../src/web/contract/session.ts'
import { Browser } from '../web/browser.ts'
import { asked, done, failure, folderFor, run } from './command-runs.ts'

test('serve prints a one-time link, holds the home, ends with Ctrl-C; password reset voids the password at once', async (t) => {
  const home = `${folderFor(t)}/office`
  await done(['init', 'office', '--home', home])
  assert.equal((await failure(['serve', '--home', home, '--listen', '0.0.0.0'])).code, 'LISTEN_REFUSED')
  assert.equal((await failure(['serve', '--home', home, '--key', 'k.pem'])).exit, 2)
  const told = Promise.withResolvers<{ text: string; pid: number }>()
  const running = run(['serve', '--home', home, '--port', '0'], {
    onStdout: (text, pid) => {
      if (text.includes('Ctrl-C')) told.resolve({ text, pid })
    },
  })
  const { text, pid } = await told.promise
  const address = /The pages are at (\S+)/.exec(text)?.[1] ?? ''
  const browser = new Browser(address)
  await browser.welcome(/http\S+#welcome=\S+/.exec(text)?.[0] ?? '')
  assert.equal((await browser.ask('/api/home')).status, 200)
  assert.equal((await failure(['transmit', '--home', home])).code, 'HOME_IN_USE')
  assert.equal((await asked<{ role: string }>(['status', '--home', home])).role, 'office')

  const { link } = await asked<{ link: string }>(['password', 'reset', '--home', home])
  assert.ok(link.startsWith(`${address}/#welcome=`))
  assert.equal((await browser.ask('/api/home')).status, 401)
  assert.equal((await browser.ask<Session>('/api/session')).body.needsPassword, true)
  await browser.welcome(link, 'another good password')
  assert.equal((await browser.ask('/api/home')).status, 200)
  process.kill(pid, 'SIGINT')
  const ended = await running
  assert.deepEqual([ended.code, ended.stderr], [0, ''])
})
