import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openHome } from '../../src/settings/home.ts'
import type { ErrorBody } from '../../src/web/contract/error-body.ts'
import type { Session } from '../../src/web/contract/session.ts'
import { keepPassword } from '../../src/web/sessions/password.ts'
import { PasswordFile } from '../../src/web/sessions/password-file.ts'
import { ABSOLUTE, IDLE, Sessions } from '../../src/web/sessions/sessions.ts'
import { SignInLimit } from '../../src/web/sessions/sign-in-limit.ts'
import { Browser, PASSWORD } from './browser.ts'
import { servedOffice, signedInOffice } from './served-office.ts'

test('the one-time link sets the password once, signs in, and leads nowhere afterwards', async (t) => {
  const { served, browser, home } = await servedOffice(t)
  const before = (await browser.ask<Session>('/api/session')).body
  assert.deepEqual(
    [before.signedIn, before.needsPassword, before.role, before.name],
    [false, true, 'office', 'Head office'],
  )
  assert.match(served.welcome ?? '', /^http:\/\/127\.0\.0\.1:\d+\/#welcome=[\w-]{43}$/)
  const token = served.welcome?.split('=')[1]
  assert.equal(
    (await browser.post<ErrorBody>('/api/welcome', { token, password: 'short' })).body.fields?.password?.slice(0, 3),
    'use',
  )
  const signedIn = await browser.post<Session>('/api/welcome', { token, password: PASSWORD })
  assert.deepEqual([signedIn.status, signedIn.body.signedIn], [200, true])
  assert.match(browser.setCookie, /^central-office-\d+=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/)
  assert.equal((await browser.ask('/api/home')).status, 200)
  const again = await new Browser(served.address).post<ErrorBody>('/api/welcome', {
    token,
    password: 'another password',
  })
  assert.deepEqual([again.status, again.body.code], [401, 'WELCOME_EXPIRED'])
  const kept = readFileSync(join(home, 'pages.json'), 'utf8')
  assert.ok(!kept.includes(PASSWORD) && !kept.includes(token ?? ''), 'neither password nor link is kept')
})

test('of several requests that use the one-time link at once, one sets the password', async (t) => {
  const { served } = await servedOffice(t)
  const token = served.welcome?.split('=')[1]
  const passwords = ['the first password', 'the second password', 'the third password']
  const answers = await Promise.all(
    passwords.map((password) => new Browser(served.address).post<ErrorBody>('/api/welcome', { token, password })),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401])
  for (const { status, body } of answers) if (status !== 200) assert.equal(body.code, 'WELCOME_EXPIRED')
  const won = passwords[answers.findIndex(({ status }) => status === 200)]
  const signedIn = await new Browser(served.address).post('/api/sign-in', { password: won })
  assert.equal(signedIn.status, 200, 'the password that was accepted is the one that holds')
})

test('of two changes of the password at once, the second is refused: its current password is none any more', async (t) => {
  const { served } = await signedInOffice(t)
  const both = await Promise.all(
    ['an entirely new one', 'another new one'].map(async (password) => {
      const browser = new Browser(served.address)
      await browser.post('/api/sign-in', { password: PASSWORD })
      return { browser, password }
    }),
  )
  const answers = await Promise.all(
    both.map(({ browser, password }) => browser.post('/api/password', { current: PASSWORD, password })),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401])
})

test('nothing is told to whoever has not signed in, and signing out ends the session', async (t) => {
  const { served, browser } = await signedInOffice(t)
  const stranger = new Browser(served.address)
  for (const path of [
    '/api/home',
    '/api/setup',
    '/api/site',
    '/api/log',
    '/api/events',
    '/api/stores',
    '/api/conflicts',
  ])
    assert.deepEqual(
      [(await stranger.ask(path)).status, (await stranger.ask(path)).body.code],
      [401, 'SIGN_IN_NEEDED'],
      path,
    )
  assert.equal((await stranger.post('/api/sign-in', { password: PASSWORD })).status, 200)
  const stolen = browser.cookie
  assert.equal((await browser.post('/api/sign-out')).status, 200)
  browser.cookie = stolen
  assert.equal((await browser.ask('/api/home')).status, 401)
  assert.equal((await stranger.ask('/api/home')).status, 200, 'another session goes on')
})

test('wrong passwords cost more and more time, and the right one does not help meanwhile', async (t) => {
  const { served } = await signedInOffice(t)
  const guesser = new Browser(served.address)
  for (let tries = 0; tries < 3; tries++)
    assert.equal((await guesser.post<ErrorBody>('/api/sign-in', { password: 'wrong' })).body.code, 'SIGN_IN_REFUSED')
  const held = await guesser.post<ErrorBody>('/api/sign-in', { password: PASSWORD })
  assert.deepEqual([held.status, held.body.code, held.headers['retry-after']], [429, 'SIGN_IN_TOO_OFTEN', '1'])
})

test('the delay doubles up to a minute, holds for all addresses together, and is forgotten', () => {
  const limit = new SignInLimit()
  const waits: number[] = []
  let now = 0
  for (let tries = 0; tries < 11; tries++) {
    limit.tried('a', now)
    waits.push(limit.wait('a', now))
    now += limit.wait('a', now)
  }
  assert.deepEqual(
    waits,
    [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1000),
  )
  assert.equal(limit.wait('b', now), 0)
  for (let address = 0; address < 25; address++) limit.tried(`many-${address}`, now)
  assert.ok(limit.wait('b', now) > 30_000, 'many addresses are not many chances')
  assert.equal(limit.wait('a', now + 16 * 60_000), 0)
})

test('a session ends when it lies idle, when it is old, and with the password it began with', async (t) => {
  const { home } = await servedOffice(t)
  const file = new PasswordFile(await openHome(home))
  await file.setPassword(await keepPassword(PASSWORD))
  let now = 1_000_000
  const sessions = new Sessions(file, () => now)
  const idle = await sessions.signIn(PASSWORD, 'here')
  now += IDLE + 1
  assert.equal(await sessions.holds(idle), false)
  assert.equal(await sessions.endOf(idle), 'idle')
  const used = await sessions.signIn(PASSWORD, 'here')
  for (const end = now + ABSOLUTE; now <= end; now += IDLE / 2) await sessions.holds(used)
  assert.equal(await sessions.holds(used), false, 'a used one ends too')
  assert.equal(await sessions.endOf(used), 'old')
  const other = await sessions.signIn(PASSWORD, 'here')
  await new PasswordFile(await openHome(home)).newWelcome(now, { forget: true })
  assert.equal(await sessions.holds(other), false, 'a reset on the command line reaches the running server')
  assert.equal(await sessions.endOf(other), 'password')
  assert.equal(await new Sessions(file, () => now).endOf(other), 'restart', 'a new start knows nothing of it')
  assert.equal(await sessions.endOf(undefined), null)
  assert.equal(await sessions.needsPassword(), true)
})

test('a changed password ends every other session', async (t) => {
  const { served, browser } = await signedInOffice(t)
  const other = new Browser(served.address)
  await other.post('/api/sign-in', { password: PASSWORD })
  const changed = await browser.post('/api/password', { current: PASSWORD, password: 'an entirely new one' })
  assert.equal(changed.status, 200)
  assert.equal((await browser.ask('/api/home')).status, 200)
  assert.equal((await other.ask('/api/home')).status, 401)
})
