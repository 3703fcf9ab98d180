import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'

const cache = process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache')

/** Where `fetch-servers.sh` puts what it fetches. */
export const cacheFolder = path.join(cache, 'central-office-interop')

/** Where it unpacks the servers that are not installed. */
export const unpacked = path.join(cacheFolder, 'root')

/** A program of the system or, where it is not installed, the unpacked one. */
export const findProgram = (name: string): string | undefined =>
  [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin', '/usr/bin']
    .concat(path.join(unpacked, 'usr', 'sbin'), path.join(unpacked, 'usr', 'bin'))
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file))

/** What a program needs in its environment to find the libraries unpacked beside it. */
export const environmentOf = (program: string): NodeJS.ProcessEnv =>
  program.startsWith(unpacked) ? { ...process.env, LD_LIBRARY_PATH: libraryFolders().join(':') } : process.env

const libraryFolders = (): string[] =>
  [path.join(unpacked, 'usr', 'lib'), path.join(unpacked, 'lib')]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)))
    .filter((folder) => folder.endsWith('-linux-gnu'))

export const isRoot = (): boolean => process.getuid?.() === 0
