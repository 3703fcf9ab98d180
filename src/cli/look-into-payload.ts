import { mkdtemp, open } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Row } from '../databases/database.ts'
import { remove } from '../files/remove.ts'
import { CentralOfficeError, hasCode } from '../model/errors.ts'
import type { Direction } from '../model/ids.ts'
import type { Manifest } from '../model/manifest.ts'
import type { PayloadTable } from '../model/payload-contents.ts'
import type { PayloadBinding } from '../payload/binding.ts'
import { readContents } from '../payload/contents.ts'
import { manifestMaxBytes, openManifest } from '../payload/manifest-codec.ts'
import { openPayload } from '../payload/open.ts'
import { type PayloadKeys, payloadKeys } from './payload-keys.ts'
import { bindingsOf, type NamedPayload, namedPayload } from './payload-names.ts'
import { payloadRows } from './payload-rows.ts'
import { payloadsInZip } from './payload-zip.ts'

/** Which rows are wanted: of every table or of one, so many of each. */
export type Wanted = { table: string | undefined; rows: number }

export type LookedPayload = {
  /** `sent` or `received` in a backup copy, the file's name otherwise. */
  place: string
  /** Null for an opened payload, which has no manifest. */
  direction: Direction | null
  manifest: Manifest | null
  /** Null: nothing but an acknowledgement. The rows are read while they are asked for, before the next payload is. */
  tables: (PayloadTable & { shown: Iterable<Row> })[] | null
}

/**
 * Looks into a backup copy, a `.dat` with its `.manifest` beside it, or an opened payload. Nothing is left behind; opened files
 * lie in the home's work folder meanwhile, one at a time. Errors: PAYLOAD_*, USAGE (no such file of ours), and those of
 * `payloadKeys`.
 */
export async function* lookIntoPayload(file: string, home: string, wanted: Wanted): AsyncGenerator<LookedPayload> {
  const kind = await kindOf(file)
  if (kind === 'opened') {
    yield { place: basename(file), direction: null, manifest: null, tables: tablesOfOpened(file, wanted) }
    return
  }
  const keys = await payloadKeys(home)
  const folder = await mkdtemp(join(keys.work, 'look-'))
  try {
    if (kind === 'zip')
      for await (const zipped of payloadsInZip(file)) yield* lookAtSealed(zipped, keys, folder, wanted)
    else yield* lookAtSealed(besideEachOther(file), keys, folder, wanted)
  } finally {
    await remove(folder)
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

/** A payload that is still sealed: where it was found, its manifest, and the file of its `.dat`, brought into `folder` if need be. */
type Sealed = {
  place: string
  named: NamedPayload
  manifest(): Promise<Buffer>
  datFile(folder: string, size: number): Promise<string>
}

function besideEachOther(file: string): Sealed {
  const named = namedPayload(file)
  if (!named) throw new Error('only files with the name of a payload come here')
  const beside = (kind: string) => join(dirname(file), basename(file).replace(/(dat|manifest)$/i, kind))
  return {
    place: basename(file),
    named,
    manifest: () => readManifest(beside('manifest'), file),
    datFile: async () => beside('dat'),
  }
}

async function* lookAtSealed(
  sealed: Sealed,
  { keyOf }: PayloadKeys,
  folder: string,
  wanted: Wanted,
): AsyncGenerator<LookedPayload> {
  const { place, named } = sealed
  const key = keyOf(named.guid)
  const { manifest, binding } = authentic(await sealed.manifest(), key, bindingsOf(named))
  const common = { place, direction: binding.direction, manifest }
  if (manifest.dat === null) {
    yield { ...common, tables: null }
    return
  }
  const opened = join(folder, 'opened.payload')
  const dat = await sealed.datFile(folder, manifest.dat.size)
  await openPayload(dat, opened, key, binding, manifest.dat)
  yield { ...common, tables: tablesIn(opened, wanted) }
  await remove(opened)
}

/** One byte more than a manifest may have is enough to know that it is none. */
async function readManifest(path: string, file: string): Promise<Buffer> {
  try {
    const handle = await open(path, 'r')
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(manifestMaxBytes + 1), 0, manifestMaxBytes + 1, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
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

function tablesOfOpened(file: string, wanted: Wanted): LookedPayload['tables'] {
  try {
    return tablesIn(file, wanted)
  } catch (error) {
    if (!hasCode(error, 'PAYLOAD_DAMAGED')) throw error
    throw new CentralOfficeError('USAGE', `${file} is a database, but not an opened payload, or it is damaged.`, {
      hint: 'Name a backup copy (.zip), or a .dat under the name it had, with its .manifest beside it.',
      cause: error,
    })
  }
}

function tablesIn(file: string, { table: wanted, rows }: Wanted): NonNullable<LookedPayload['tables']> {
  const { tables } = readContents(file)
  return tables
    .filter(({ name }) => wanted === undefined || name === wanted)
    .map((table) => ({ ...table, shown: rows > 0 ? payloadRows(file, table, rows) : [] }))
}
