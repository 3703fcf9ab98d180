import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Row } from '../databases/database.ts'
import { CentralOfficeError, hasCode } from '../model/errors.ts'
import type { Direction } from '../model/ids.ts'
import type { Manifest } from '../model/manifest.ts'
import type { PayloadTable } from '../model/payload-contents.ts'
import type { PayloadBinding } from '../payload/binding.ts'
import { readContents } from '../payload/contents.ts'
import { openManifest } from '../payload/manifest-codec.ts'
import { openPayload } from '../payload/open.ts'
import { type PayloadKeys, payloadKeys } from './payload-keys.ts'
import { bindingsOf, namedPayload } from './payload-names.ts'
import { payloadRows } from './payload-rows.ts'
import { unpackBackup } from './payload-zip.ts'

/** Which rows are wanted: of every table or of one, so many of each. */
export type Wanted = { table: string | undefined; rows: number }

export type LookedPayload = {
  /** `sent` or `received` in a backup copy, the file's name otherwise. */
  place: string
  /** Null for an opened payload, which has no manifest. */
  direction: Direction | null
  manifest: Manifest | null
  /** Null: nothing but an acknowledgement. */
  tables: (PayloadTable & { shown: Row[] })[] | null
}

/**
 * Looks into a backup copy, a `.dat` with its `.manifest` beside it, or an opened payload. Nothing is left behind; opened files
 * lie in the home's work folder meanwhile. Errors: PAYLOAD_*, USAGE (no such file of ours), and those of `payloadKeys`.
 */
export async function lookIntoPayload(file: string, home: string, wanted: Wanted): Promise<LookedPayload[]> {
  const kind = await kindOf(file)
  if (kind === 'opened')
    return [{ place: basename(file), direction: null, manifest: null, tables: tablesIn(file, wanted) }]
  const keys = await payloadKeys(home)
  const folder = await mkdtemp(join(keys.work, 'look-'))
  try {
    if (kind === 'sealed') return [await lookAtSealed(file, basename(file), keys, folder, wanted)]
    const looked: LookedPayload[] = []
    for (const path of await unpackBackup(file, join(folder, 'zip')))
      if (path.endsWith('.manifest'))
        looked.push(await lookAtSealed(path, basename(dirname(path)), keys, folder, wanted))
    return looked
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function kindOf(file: string): Promise<'zip' | 'sealed' | 'opened'> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0).catch((error: unknown) => {
      // Reading a folder names no path.
      throw Object.assign(error as Error, { path: file })
    })
    const start = buffer.toString('latin1', 0, bytesRead)
    if (start === 'SQLite format 3\0') return 'opened'
    if (start.startsWith('PK')) return 'zip'
  } finally {
    await handle.close()
  }
  if (namedPayload(file)) return 'sealed'
  throw new CentralOfficeError('USAGE', `${file} is no payload, and no backup copy.`, {
    hint: 'Name a backup copy (.zip), a .dat under the name it had, with its .manifest beside it, or an opened payload.',
  })
}

async function lookAtSealed(
  file: string,
  place: string,
  { keyOf }: PayloadKeys,
  folder: string,
  wanted: Wanted,
): Promise<LookedPayload> {
  const named = namedPayload(file)
  if (!named) throw new Error('only files with the name of a payload come here')
  const beside = (kind: string) => join(dirname(file), basename(file).replace(/(dat|manifest)$/i, kind))
  const key = keyOf(named.guid)
  const { manifest, binding } = authentic(await readManifest(beside('manifest'), file), key, bindingsOf(named))
  const common = { place, direction: binding.direction, manifest }
  if (manifest.dat === null) return { ...common, tables: null }
  const opened = join(folder, 'opened.payload')
  await openPayload(beside('dat'), opened, key, binding, manifest.dat)
  const tables = tablesIn(opened, wanted)
  await rm(opened, { force: true })
  return { ...common, tables }
}

async function readManifest(path: string, file: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new CentralOfficeError('PAYLOAD_NOT_AUTHENTIC', `The manifest of ${file} is not beside it.`, {
      hint: 'A payload opens only with its .manifest; a backup copy (.zip) has both.',
      cause: error,
    })
  }
}

/** The direction does not stand in every name: the manifest proves genuine for one of them only. */
function authentic(
  bytes: Buffer,
  key: Uint8Array,
  bindings: PayloadBinding[],
): { manifest: Manifest; binding: PayloadBinding } {
  let refused: unknown
  for (const binding of bindings) {
    try {
      return { binding, manifest: openManifest(bytes, key, binding.direction, binding) }
    } catch (error) {
      if (!hasCode(error, 'PAYLOAD_NOT_AUTHENTIC')) throw error
      refused ??= error
    }
  }
  throw refused
}

function tablesIn(file: string, { table: wanted, rows }: Wanted): (PayloadTable & { shown: Row[] })[] {
  const { tables } = readContents(file)
  return tables
    .filter(({ name }) => wanted === undefined || name === wanted)
    .map((table) => ({ ...table, shown: rows > 0 ? payloadRows(file, table, rows) : [] }))
}
