import type { SiteSettings } from '../model/site-settings.ts'
import type { Home } from '../settings/home.ts'
import type { Secret } from '../settings/secret.ts'
import { type ProbeOptions, type ProbeResult, probeSite } from '../site/probe.ts'
import { keepHabits } from './site-memory.ts'

/**
 * Test Connection with these settings, saved or not. What was learned serves every visit under them, also where they are
 * saved later; `home` null: no location is set up yet.
 */
export async function testSite(
  home: Home | null,
  settings: SiteSettings,
  password: Secret<string>,
  options: ProbeOptions = {},
): Promise<ProbeResult> {
  const result = await probeSite(settings, password.reveal(), options)
  if (home !== null && result.verdict !== 'not usable') await keepHabits(home, settings, result.habits)
  return result
}
