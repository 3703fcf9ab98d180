import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { hasCode } from '../../src/model/errors.ts'
import { createHome } from '../../src/settings/home.ts'
import { startElapsedTime } from '../../src/web/sessions/elapsed-time.ts'
import { keepPassword } from '../../src/web/sessions/password.ts'
import { PasswordFile } from '../../src/web/sessions/password-file.ts'
import { IDLE, Sessions } from '../../src/web/sessions/sessions.ts'

const YEARS = 2 * 365 * 86_400_000

test('time passes whatever the clock is set to, and sleep counts', () => {
  const clock = { wall: 1_000_000, steady: 50 }
  const elapsed = startElapsedTime({ wall: () => clock.wall, steady: () => clock.steady })
  const after = (wall: number, steady: number) => {
    clock.wall += wall
    clock.steady += steady
    return elapsed()
  }
  assert.equal(after(1_000, 1_000), 1_000)
  assert.equal(after(-YEARS, 500), 1_500, 'the clock was put back')
  assert.equal(after(0, 0), 1_500)
  assert.equal(after(3_600_000, 0), 3_601_500, 'the computer slept')
  assert.equal(after(1_000, 1_000), 3_602_500)
})

test('after the clock was put back by years people sign in, with the password or a one-time link, and guessers still wait', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = new PasswordFile(await createHome(join(folder, 'home')))
  await file.setPassword(await keepPassword('a long password'))
  const clock = { wall: Date.now() + YEARS, steady: 0 }
  const wall = () => clock.wall
  const sessions = new Sessions(file, startElapsedTime({ wall, steady: () => clock.steady }), wall)
  const pass = (ms: number) => {
    clock.wall += ms
    clock.steady += ms
  }
  const guess = () => sessions.signIn('a wrong password', 'here')
  for (let tries = 0; tries < 4; tries++) {
    await assert.rejects(guess(), (error) => hasCode(error, 'SIGN_IN_REFUSED'))
    pass(tries < 3 ? 1_000 : 0)
  }
  const forgotten = await file.newWelcome(clock.wall, { forget: false })
  const signedIn = await sessions.signIn('a long password', 'there')

  clock.wall -= YEARS
  await assert.rejects(sessions.signIn('a long password', 'here'), (error) => hasCode(error, 'SIGN_IN_TOO_OFTEN'))
  pass(2_000)
  assert.ok(await sessions.holds(signedIn))
  assert.ok(await sessions.signIn('a long password', 'here'))
  assert.equal(await file.isWelcome(forgotten, clock.wall), false, 'a link is not good for years')
  const link = await file.newWelcome(clock.wall, { forget: true })
  const token = await sessions.welcome(link, 'another long password', 'here')
  assert.ok(await sessions.holds(token))
  pass(IDLE + 1)
  assert.equal(await sessions.holds(token), false, 'a session ends when it lies idle')
})
