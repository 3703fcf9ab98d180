import { join } from 'node:path'
import { z } from 'zod'
import type { SiteSettings } from '../model/site-settings.ts'
import type { Home } from '../settings/home.ts'
import { settingsCode } from '../site/settings-code.ts'
import { KnownClock } from '../transmission/clock-judgement.ts'
import { keep, readKept } from './kept-file.ts'

const Kept = z.strictObject({ format: z.literal(1), settingsCode: z.string(), known: KnownClock })

const fileIn = (home: Home): string => join(home.folder, 'site-clock.json')

/** What earlier transmissions found out about the clock of this very site; null: nothing. */
export async function readSiteClock(home: Home, site: SiteSettings): Promise<KnownClock | null> {
  const kept = await readKept(fileIn(home), Kept)
  return kept?.settingsCode === settingsCode(site) ? kept.known : null
}

/** Where it cannot be kept it is found out again, which takes two transmissions: no error. */
export async function keepSiteClock(home: Home, site: SiteSettings, known: KnownClock | null): Promise<void> {
  if (known === null) return
  try {
    await keep(fileIn(home), { format: 1, settingsCode: settingsCode(site), known })
  } catch {
    // It would stop a transmission that is done.
  }
}
