import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram, unpacked } from '../../test/interop/servers/programs.ts'

/** Cache folder that `npm run bench -- --peers` fills; beside that of the FTP servers. */
export const peersFolder = join(unpacked, '..', '..', 'central-office-bench')

export const pouchdbFolder = join(peersFolder, 'pouchdb')

/** Debian's package of SQLite's own tools, unpacked. */
export const toolsFolder = join(peersFolder, 'sqlite3-tools')

export const hasPouchdb = (): boolean => existsSync(join(pouchdbFolder, 'node_modules', 'pouchdb'))

/** The program that tells two databases apart; undefined where it is neither installed nor fetched. */
export const findSqldiff = (): string | undefined => {
  const fetched = join(toolsFolder, 'usr', 'bin', 'sqldiff')
  return findProgram('sqldiff') ?? (existsSync(fetched) ? fetched : undefined)
}
