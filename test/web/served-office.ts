import assert from 'node:assert/strict'
import { randomBytes, scryptSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { Office } from '../../src/location/office.ts'
import { type Served, type ServeOptions, serve } from '../../src/web/serve.ts'
import { PasswordFile } from '../../src/web/sessions/password-file.ts'
import { Browser, PASSWORD } from './browser.ts'

export const freshFolder = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The pages of a location, until the test ends. */
export async function servedHome(t: TestContext, home: string, options: Partial<ServeOptions> = {}): Promise<Served> {
  const served = await serve({ home, port: 0, ...options })
  t.after(() => served.close())
  return served
}

/** The pages of a new office, not signed in. */
export async function servedOffice(t: TestContext, options: Partial<ServeOptions> = {}) {
  const home = join(freshFolder(t), 'office')
  await Office.init(home, { name: 'Head office' })
  const served = await servedHome(t, home, options)
  return { home, served, browser: new Browser(served.address) }
}

/** The same, signed in. */
export async function signedInOffice(t: TestContext, options: Partial<ServeOptions> = {}) {
  const { home, served } = await servedOffice(t, options)
  return { home, served, browser: await signedIn(served) }
}

/** Somebody who signed in. */
export async function signedIn(served: Served): Promise<Browser> {
  await setCheapPassword(served)
  const browser = new Browser(served.address)
  assert.equal((await browser.post('/api/sign-in', { password: PASSWORD })).status, 200)
  return browser
}

/**
 * The password is kept so that looking at it takes a millisecond; what people set with the one-time link is kept so that it
 * takes a long time on purpose (sign-in.test.ts).
 */
export async function setCheapPassword({ pages }: Served): Promise<void> {
  const cost = { n: 1024, r: 1, p: 1 }
  const salt = randomBytes(16)
  const hash = scryptSync(PASSWORD, salt, 32, { N: cost.n, r: cost.r, p: cost.p })
  const kept = { salt: salt.toString('base64'), hash: hash.toString('base64'), ...cost }
  await new PasswordFile(pages.open.home).setPassword(kept)
}
