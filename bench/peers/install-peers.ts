import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findSqldiff, hasPouchdb, peersFolder, pouchdbFolder, toolsFolder } from './packages.ts'

/**
 * Fetches the peers that are neither packages of this project nor on most computers into a cache folder: PouchDB with npm,
 * `sqldiff` from Debian's package, which is unpacked and not installed. Says what there is in the end; what cannot be had
 * is left out of the table.
 */
export const installPeers = (tell: (text: string) => void): void => {
  mkdirSync(peersFolder, { recursive: true })
  if (!hasPouchdb()) installPouchdb()
  if (findSqldiff() === undefined) fetchSqldiff()
  tell(hasPouchdb() ? `PouchDB is in ${pouchdbFolder}` : 'PouchDB could not be installed')
  tell(`sqldiff: ${findSqldiff() ?? "could not be fetched (Debian's package sqlite3-tools)"}`)
}

const installPouchdb = (): void => {
  mkdirSync(pouchdbFolder, { recursive: true })
  for (const name of ['package.json', 'package-lock.json'])
    copyFileSync(fileURLToPath(new URL(name, import.meta.url)), join(pouchdbFolder, name))
  // Run by npm, its own program is known. The store PouchDB needs comes compiled: no package runs a script.
  const npm = process.env.npm_execpath
  const [program, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]]
  run(program, [...first, 'ci', '--ignore-scripts'], pouchdbFolder)
}

const fetchSqldiff = (): void => {
  const download = join(peersFolder, 'download')
  rmSync(download, { recursive: true, force: true })
  mkdirSync(download)
  run('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', 'sqlite3-tools'], download)
  for (const name of readdirSync(download)) run('dpkg-deb', ['-x', name, toolsFolder], download)
  rmSync(download, { recursive: true })
}

const run = (program: string, args: string[], cwd: string): void => {
  spawnSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
}
