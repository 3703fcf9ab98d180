import { lstatSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { isMissing } from './existence.ts'
import { Refusal } from './refusal.ts'

// A visitor names files by virtual paths: `/` is the root folder, `/` stands between parts, and nothing lies above it.

/**
 * The virtual path that `argument` means to a visitor who is in `folder`: absolute, without `.`, `..` or a `/` at its end.
 * Refused (550): climbing above the root, and names that would not be plain names on the disk (backslash, control
 * characters, and on Windows what Windows gives a meaning).
 */
export const resolvePath = (folder: string, argument: string, platform: NodeJS.Platform = process.platform): string => {
  const parts: string[] = []
  for (const part of (argument.startsWith('/') ? argument : `${folder}/${argument}`).split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(plainName(part, platform))
    else if (parts.pop() === undefined) throw new Refusal(550, 'There is nothing above the root folder')
  }
  return `/${parts.join('/')}`
}

const plainName = (name: string, platform: NodeJS.Platform): string => {
  const special = platform === 'win32' ? reservedOnWindows : reservedAnywhere
  if (special.test(name)) throw new Refusal(550, 'Name not allowed')
  return name
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const reservedAnywhere = /[\\\x00-\x1f\x7f]/
// Reserved characters, device names, and endings that Windows drops:
// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const reservedOnWindows = /[\\<>:"|?*\x00-\x1f\x7f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/**
 * The path on the disk of a virtual path made by `resolvePath`, whether or not something is there. `root` is a real
 * path. Refused (550): a symbolic link that leads out of the root, or to nothing, anywhere on the way.
 */
export const locate = async (root: string, virtual: string): Promise<string> => {
  const path = join(root, ...virtual.split('/'))
  const existing = realPathOfExisting(path)
  const fromRoot = relative(root, existing)
  if (fromRoot === '..' || fromRoot.startsWith(`..${sep}`) || isAbsolute(fromRoot)) {
    throw new Refusal(550, 'Leads out of the root folder')
  }
  return path
}

/** Of `path`, or of its nearest ancestor that exists. Every command asks for it, and it takes no time worth waiting for. */
const realPathOfExisting = (path: string): string => {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return realPathOfExisting(dirname(path))
  try {
    return realpathSync.native(path)
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new Refusal(550, 'Leads to nothing', { cause: error })
  }
}
