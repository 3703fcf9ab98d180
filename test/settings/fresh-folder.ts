import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { createHome, type Home } from '../../src/settings/home.ts'
import { Settings } from '../../src/settings/settings.ts'

/** An empty folder that goes with the test. */
export function freshFolder(test: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'central-office-settings-'))
  test.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

export const freshHome = (test: TestContext): Promise<Home> => createHome(join(freshFolder(test), 'home'))

export const storeSettings = (changes: object = {}): Settings =>
  Settings.parse({
    format: 3,
    role: 'store',
    name: 'Elm Street',
    database: join(tmpdir(), 'elm-street.db'),
    store: { guid: '0190aa11-2b3c-4d5e-8f60-718293a4b5c6', number: '12' },
    site: { host: 'ftp.example.com', username: 'shops' },
    ...changes,
  })
