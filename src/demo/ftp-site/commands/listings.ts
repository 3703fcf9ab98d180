import { lstatSync, type Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { isMissing } from '../existence.ts'
import { type Entry, factsOf, formatListing, type ListingFormat } from '../listing.ts'
import { locate } from '../paths.ts'
import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import { sendData } from '../transfer.ts'
import type { Commands } from './command.ts'

/** What lies in a folder, over the data connection or with the reply (RFC 959, 4.1.3; RFC 3659, 7). */
export const listingCommands: Commands = {
  LIST: (session, argument) => list(session, withoutOptions(argument), session.effect.listFormat ?? 'unix'),
  NLST: (session, argument) => list(session, withoutOptions(argument), 'names'),

  MLSD: async (session, argument) => {
    const found = await stat(await session.locate(argument || '.'))
    if (!found.isDirectory()) throw new Refusal(501, 'Not a folder')
    await list(session, argument, 'facts')
  },

  MLST: async (session, argument) => {
    const path = session.resolve(argument || '.')
    const found = await entryOf(session, path, path)
    session.reply(250, 'Facts', factsOf(found), 'End')
  },

  STAT: async (session, argument) => {
    if (argument === '') return session.reply(211, 'Central Office demo site', 'All is well', 'End')
    const text = formatListing(await entriesAt(session, withoutOptions(argument)), 'unix', session.siteTime(Date.now()))
    session.reply(213, 'Status', ...text.split('\r\n').filter(Boolean), 'End')
  },
}

/** People's habit of `LIST -la`: options of `ls`, which no standard knows. */
const withoutOptions = (argument: string): string => argument.replace(/^(-[a-zA-Z]+(\s+|$))+/, '')

const list = async (session: Session, argument: string, format: ListingFormat): Promise<void> => {
  const entries = await entriesAt(session, argument)
  const usual = formatListing(session.effect.entries?.(entries) ?? entries, format, session.siteTime(Date.now()))
  const { facts } = session.effect
  const text = facts && format === 'facts' ? usual.replaceAll(/[^\r\n]+/g, facts) : usual
  const bytes = Buffer.from(text)
  await sendData(session, 'Here comes the listing', Readable.from([bytes]), bytes.length)
}

/** Of a folder what lies in it, of a file itself. */
const entriesAt = async (session: Session, argument: string): Promise<Entry[]> => {
  const path = session.resolve(argument || '.')
  const itself = await entryOf(session, path, basename(path))
  if (!itself.folder) return [itself]
  const folder = await locate(session.setup.root, path)
  const found = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))
  const entries: Entry[] = []
  for (const one of found) {
    const { name } = one
    if (one.isSymbolicLink()) {
      const entry = await entryIfVisible(session, `${path}/${name}`, name)
      if (entry) entries.push(entry)
      continue
    }
    const stats = lstatSync(join(folder, name), { throwIfNoEntry: false }) // undefined: gone meanwhile
    if (stats) entries.push(shown(session, name, stats))
  }
  return entries
}

const entryOf = async (session: Session, path: string, name: string): Promise<Entry> =>
  shown(session, name, await stat(await locate(session.setup.root, path)))

const shown = (session: Session, name: string, found: Stats): Entry => {
  const shownName = session.setup.capitals ? name.toUpperCase() : name
  return { name: shownName, folder: found.isDirectory(), size: found.size, modified: session.siteTime(found.mtimeMs) }
}

/** Undefined: gone meanwhile, or a symbolic link that leads out of the root. */
const entryIfVisible = async (session: Session, path: string, name: string): Promise<Entry | undefined> => {
  try {
    return await entryOf(session, path, name)
  } catch (error) {
    if (error instanceof Refusal || isMissing(error)) return undefined
    throw error
  }
}
