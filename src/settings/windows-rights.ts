import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { remove } from '../files/remove.ts'
import { type RunProgram, runSystemProgram } from './windows-program.ts'

// SIDs, since the names of these accounts are translated: the system, the administrators.
const ALWAYS = ['*S-1-5-18', '*S-1-5-32-544']

/** What `icacls` is to be told so that one account alone, the system and the administrators have a folder. */
export const ownerOnlyArguments = (folder: string, account: string): string[] => [
  folder,
  '/inheritance:r',
  '/grant:r',
  ...[...ALWAYS, account].map((who) => `${who}:(OI)(CI)F`),
  '/q',
]

/** Takes the rights of all others on a folder that was made just now. False: the disk keeps no rights, or Windows refused. */
export async function giveToOwnerAlone(folder: string, run: RunProgram = runSystemProgram): Promise<boolean> {
  const account = /S-1-5-[\d-]+/.exec((await run('whoami.exe', ['/user', '/fo', 'csv', '/nh'])) ?? '')?.[0]
  if (account === undefined) return false
  return (await run('icacls.exe', ownerOnlyArguments(folder, `*${account}`))) !== null
}

/** What accounts beside the owner may do in a folder; null where Windows does not tell. `scratch`: a folder to write to. */
export async function rightsOfOthers(
  folder: string,
  scratch: string,
  run: RunProgram = runSystemProgram,
): Promise<Rights | null> {
  const saved = join(scratch, `rights-${randomUUID()}`)
  try {
    if ((await run('icacls.exe', [folder, '/save', saved, '/q'])) === null) return null
    return rightsInText(await readFile(saved, 'utf16le'))
  } catch {
    return null
  } finally {
    await remove(saved)
  }
}

export type Rights = { read: boolean; write: boolean }

/** Everyone, users, signed-in, interactive, network, anonymous, guests: groups that hold people beside the owner. */
const GROUPS = new Set(['WD', 'BU', 'AU', 'IU', 'NU', 'AN', 'BG'])
const GROUP_SIDS = /^S-1-(1-0|5-(11|4|2|7|32-545|32-546))$/

/** https://learn.microsoft.com/windows/win32/secauthz/ace-strings : rights as letters, two each. */
const LETTERS: Record<string, number> = {
  ...{ CC: 0x1, DC: 0x2, LC: 0x4, SW: 0x8, RP: 0x10, WP: 0x20, DT: 0x40, LO: 0x80, CR: 0x100 },
  ...{ SD: 0x1_0000, RC: 0x2_0000, WD: 0x4_0000, WO: 0x8_0000 },
  ...{ GA: 0x1000_0000, GX: 0x2000_0000, GW: 0x4000_0000, GR: 0x8000_0000 },
  ...{ FA: 0x1f_01ff, FR: 0x12_0089, FW: 0x12_0116, FX: 0x12_00a0 },
}
/** Read data, generic read or all. */
const READS = 0x9000_0001
/** Make files and folders, delete what is in it or itself, change rights or owner, generic write or all. */
const WRITES = 0x500d_0046

/** Reads the SDDL text that `icacls /save` writes: which of these groups an entry allows what. Pure. */
export function rightsInText(text: string): Rights {
  const found = { read: false, write: false }
  for (const [, entry = ''] of text.matchAll(/\(([^)]*)\)/g)) {
    const [kind, , rights = '', , , who = ''] = entry.split(';')
    if (kind !== 'A' || !(GROUPS.has(who) || GROUP_SIDS.test(who))) continue
    const mask = maskOf(rights)
    found.read ||= (mask & READS) !== 0
    found.write ||= (mask & WRITES) !== 0
  }
  return found
}

const maskOf = (rights: string): number =>
  rights.startsWith('0x')
    ? Number(rights)
    : (rights.match(/../g) ?? []).reduce((mask, letters) => mask | (LETTERS[letters] ?? 0), 0)
