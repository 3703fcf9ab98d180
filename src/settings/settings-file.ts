import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ZodError } from 'zod'
import { CentralOfficeError } from '../model/errors.ts'
import { check, damagedField, describeFault, parseJson, readTextIfThere, type Source } from './checked-json.ts'
import { writeDurably } from './durable-write.ts'
import { type Home, homeNotFound } from './home.ts'
import { AnyFormat, type Migrated, migrateSettings } from './migrate.ts'
import { readSecrets, writeSecrets } from './secrets.ts'
import { SETTINGS_FORMAT, Settings } from './settings.ts'

const settingsFile = (home: Home) => join(home.folder, 'settings.json')
const previousFile = (home: Home) => join(home.folder, 'settings.json.bak')
const textOf = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

const sourceOf = (home: Home): Source => ({
  file: settingsFile(home),
  hint: existsSync(previousFile(home))
    ? 'Correct it there, or copy settings.json.bak, the settings before the last change, over it.'
    : 'Correct it there; there is no settings.json.bak, for the settings were never changed before.',
})

/**
 * The settings of the location. A file of an older format is carried over: the new settings replace it, the old ones
 * stay beside it as settings.format-<n>.json, and secrets move to secrets.json.
 * Errors: SETTINGS_DAMAGED (names the line or the field; the file stays as it is), SETTINGS_TOO_NEW, HOME_NOT_FOUND,
 * HOME_UNUSABLE, DISK_FULL.
 */
export async function readSettings(home: Home): Promise<Settings> {
  const settings = (await readIfThere(home))?.settings
  if (settings) return settings
  if (!existsSync(previousFile(home))) throw homeNotFound(home.folder)
  throw new CentralOfficeError('SETTINGS_DAMAGED', 'The file settings.json is missing.', {
    hint: `Copy settings.json.bak to settings.json in ${home.folder}.`,
  })
}

/**
 * Saves the settings, and keeps those before as settings.json.bak. Refuses to replace a file it cannot read, so that a
 * slip of an editor does not cost the settings. Errors: USAGE (a field is out of bounds; nothing is saved), and those of
 * `readSettings`.
 */
export async function writeSettings(home: Home, settings: Settings): Promise<void> {
  const checked = Settings.safeParse(settings)
  if (!checked.success) {
    throw new CentralOfficeError('USAGE', `The settings were not saved: ${describeFault(checked.error)}.`, {
      hint: 'Correct the field that is named and save again.',
    })
  }
  const text = textOf(checked.data)
  const before = await readIfThere(home)
  if (before?.text === text) return
  if (before) await writeDurably(previousFile(home), before.text)
  await writeDurably(settingsFile(home), text)
}

type Found = { settings: Settings; text: string }

async function readIfThere(home: Home): Promise<Found | null> {
  const source = sourceOf(home)
  const text = await readTextIfThere(source)
  if (text === null) return null
  const any = check(source, AnyFormat, parseJson(source, text))
  if (any.format > SETTINGS_FORMAT) throw tooNew(any.format)
  if (any.format === SETTINGS_FORMAT) return { settings: check(source, Settings, any), text }
  return carryOver(home, source, any)
}

const tooNew = (format: number) =>
  new CentralOfficeError(
    'SETTINGS_TOO_NEW',
    `The settings were written by a newer version of Central Office (format ${format}, this one knows ${SETTINGS_FORMAT}).`,
    { hint: 'Install the newer version again; the settings were left as they are.' },
  )

/**
 * Secrets go first and settings.json last, so that a power cut at any point only means doing it all again. The copy
 * before (settings.json.bak) is replaced too: it may hold secrets in clear.
 */
async function carryOver(home: Home, source: Source, old: AnyFormat): Promise<Found> {
  const migrated = migrateOrExplain(source, old)
  const settings = check(source, Settings, migrated.settings)
  const text = textOf(settings)
  if (Object.keys(migrated.secrets).length > 0)
    await writeSecrets(home, { ...(await readSecrets(home)), ...migrated.secrets })
  await writeDurably(join(home.folder, `settings.format-${old.format}.json`), textOf(migrated.old))
  await writeDurably(previousFile(home), text)
  await writeDurably(settingsFile(home), text)
  return { settings, text }
}

function migrateOrExplain(source: Source, old: AnyFormat): Migrated {
  try {
    return migrateSettings(old)
  } catch (error) {
    if (error instanceof ZodError) throw damagedField(source, error)
    throw error
  }
}
