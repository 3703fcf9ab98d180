import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { serveLines } from '../../src/cli/serve-lines.ts'
import type { Session } from '../../src/web/contract/session.ts'
import { pagesNotBuilt } from '../../src/web/http/static-pages.ts'
import { Browser } from '../web/browser.ts'
import { asked, done, failure, folderFor, run } from './command-runs.ts'

test('a service is shown before it is installed; its pages print no one-time link', async (t) => {
  const home = `${folderFor(t)}/office`
  await done(['init', 'office', '--home', home])
  const shown = await done(['service', 'install', '--home', home, '--port', '7500', '--print'])
  assert.ok(shown.includes('--no-link') && shown.includes(home) && shown.includes('7500'), shown)
  assert.match(await done(['service', 'status', '--home', home]), /^It is not installed\.$/m)
  assert.match(await done(['service', 'remove', '--home', home]), /^It is not installed\.$/m)
  if (process.platform === 'linux' && !existsSync('/run/systemd/system')) {
    const refused = await failure(['service', 'install', '--home', home])
    assert.deepEqual(
      [refused.code, refused.message],
      ['SERVICE_REFUSED', 'This computer is not run by systemd, so nothing was installed.'],
    )
  }
})

test('serve ends in order when a service manager asks for it, and when its window is closed', {
  skip: process.platform === 'win32' && 'Windows has no such signals for a child',
}, async (t) => {
  const home = `${folderFor(t)}/office`
  await done(['init', 'office', '--home', home])
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    const { code, stdout } = await run(['serve', '--home', home, '--port', '0', '--no-link'], {
      onStdout: (text, pid) => {
        if (text.endsWith('Ctrl-C ends it.\n')) process.kill(pid, signal)
      },
    })
    assert.equal(code, 0, signal)
    assert.ok(stdout.includes('Ctrl-C') && stdout.endsWith('Ended.\n') && !stdout.includes('#welcome='), stdout)
  }
})

test('serve prints where the pages are and the one-time link; where they were never built, it says that instead', () => {
  const address = 'http://127.0.0.1:7420'
  const welcome = `${address}/#welcome=token`
  const lines = (link: boolean, fault: Parameters<typeof serveLines>[0]['fault'] = null) =>
    serveLines({ address, welcome, fault }, link).join('\n')
  assert.match(lines(true), /^The pages are at http:\/\/127\.0\.0\.1:7420\nFirst start: .*#welcome=token\n/)
  assert.match(lines(false), /^The pages are at .*\nFirst start: .*password reset\n/)
  const unbuilt = lines(true, pagesNotBuilt())
  assert.match(unbuilt, /^The pages cannot be shown: .*\n.*npm run build:ui\n/)
  assert.doesNotMatch(unbuilt, /The pages are at|welcome/)
})

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
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? ''
  const browser = new Browser(address)
  // This copy of the program may have been built or not: without pages there is no link to them.
  const printed = /http\S+#welcome=\S+/.exec(text)?.[0]
  assert.equal(printed !== undefined, existsSync(new URL('../../dist/ui/index.html', import.meta.url)), text)
  await browser.welcome(printed ?? (await asked<{ link: string }>(['password', 'reset', '--home', home])).link)
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
