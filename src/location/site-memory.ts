import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { SiteSettings } from '../model/site-settings.ts'
import { writeDurably } from '../settings/durable-write.ts'
import type { Home } from '../settings/home.ts'
import { SiteHabits } from '../site/habits.ts'
import { settingsCode } from '../site/settings-code.ts'

/** The saved settings, some that were tested before they are saved, and the ones before: more are nobody's. */
const MOST_SITES = 4

const Memory = z.strictObject({
  format: z.literal(2),
  /** Latest first. */
  sites: z.array(z.strictObject({ settingsCode: z.string(), habits: SiteHabits })),
})
type Remembered = z.infer<typeof Memory>['sites']

const fileIn = (home: Home): string => join(home.folder, 'site-habits.json')

/**
 * What was learned about the site at earlier visits or by Test Connection, which saves round trips. Nothing hangs on it: where
 * it is missing, unreadable or about other settings, it is simply found out again.
 */
export async function readHabits(home: Home, settings: SiteSettings): Promise<SiteHabits | undefined> {
  const code = settingsCode(settings)
  return (await readAll(home)).find((site) => site.settingsCode === code)?.habits
}

/**
 * Keeps what was learned under these settings, saved or not, if it is new. Where that cannot be done (a full disk), it is
 * found out again: no error.
 */
export async function keepHabits(home: Home, settings: SiteSettings, habits: SiteHabits): Promise<void> {
  const code = settingsCode(settings)
  const known = await readAll(home)
  const [latest] = known
  if (latest?.settingsCode === code && JSON.stringify(latest.habits) === JSON.stringify(habits)) return
  const others = known.filter((site) => site.settingsCode !== code)
  const sites: Remembered = [{ settingsCode: code, habits }, ...others].slice(0, MOST_SITES)
  try {
    await writeDurably(fileIn(home), `${JSON.stringify({ format: 2, sites })}\n`)
  } catch {
    // It would stop a transmission that is done, for the sake of some round trips.
  }
}

async function readAll(home: Home): Promise<Remembered> {
  try {
    return Memory.parse(JSON.parse(await readFile(fileIn(home), 'utf8'))).sites
  } catch {
    return []
  }
}
