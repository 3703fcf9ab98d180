import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { SiteSettings } from '../model/site-settings.ts'
import { writeDurably } from '../settings/durable-write.ts'
import type { Home } from '../settings/home.ts'
import { SiteHabits } from '../site/habits.ts'
import { settingsCode } from '../site/settings-code.ts'

const Memory = z.strictObject({ format: z.literal(1), settingsCode: z.string(), habits: SiteHabits })

const fileIn = (home: Home): string => join(home.folder, 'site-habits.json')

/**
 * What was learned about the site at earlier visits, which saves round trips. Nothing hangs on it: where it is missing, unreadable
 * or about other settings, it is simply found out again.
 */
export async function readHabits(home: Home, settings: SiteSettings): Promise<SiteHabits | undefined> {
  try {
    const memory = Memory.parse(JSON.parse(await readFile(fileIn(home), 'utf8')))
    return memory.settingsCode === settingsCode(settings) ? memory.habits : undefined
  } catch {
    return undefined
  }
}

/** Keeps what a visit learned, if it is new. Where that cannot be done (a full disk), it is found out again: no error. */
export async function keepHabits(home: Home, settings: SiteSettings, habits: SiteHabits): Promise<void> {
  const known = await readHabits(home, settings)
  if (JSON.stringify(known) === JSON.stringify(habits)) return
  await writeDurably(fileIn(home), `${JSON.stringify({ format: 1, settingsCode: settingsCode(settings), habits })}\n`)
}
