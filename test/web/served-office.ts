import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { Office } from '../../src/location/office.ts'
import { type Served, type ServeOptions, serve } from '../../src/web/serve.ts'
import { Browser } from './browser.ts'

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
  const office = await servedOffice(t, options)
  await office.browser.welcome(office.served.welcome)
  return office
}
