import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { Epoch, Guid } from '../../src/model/ids.ts'
import { MANIFEST_FORMAT, Manifest } from '../../src/model/manifest.ts'
import type { PayloadBinding } from '../../src/payload/binding.ts'
import { storeKey } from '../../src/payload/keys.ts'
import { openPayload } from '../../src/payload/open.ts'
import type { SealedPayload } from '../../src/payload/seal.ts'

/** The network of the worked example in docs/PROTOCOL.md. */
export const networkKey = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
export const guid = Guid.parse('6f1d2c3b-4a59-4687-9788-99aabbccddee')
export const otherGuid = Guid.parse('00000000-0000-4000-8000-000000000001')
export const epoch = Epoch.parse('0123456789abcdef')
export const otherEpoch = Epoch.parse('fedcba9876543210')
export const key = storeKey(networkKey, guid)
export const binding: PayloadBinding = { direction: 'to-office', guid, epoch, number: 42 }

/** What a sealed file announces, told from its bytes: as a forger of manifests would. */
export const announce = (dat: Uint8Array, unpackedSize: number): SealedPayload => ({
  size: dat.length,
  sha256: createHash('sha256').update(dat).digest('hex'),
  unpackedSize,
})

export const manifest = Manifest.parse({
  format: MANIFEST_FORMAT,
  from: guid,
  to: 'office',
  epoch,
  number: 42,
  tag: '1'.repeat(16),
  previous: '2'.repeat(16),
  dat: { size: 77, sha256: 'a'.repeat(64), unpackedSize: 15, rows: 1 },
  load: false,
  restart: null,
  acknowledged: { epoch: otherEpoch, number: 41, tag: '3'.repeat(16), began: 0 },
  over: null,
  refused: null,
  tick: 1234,
  schemaFingerprint: 'b'.repeat(64),
  replicaSetupVersion: 3,
  programVersion: '0.1.0',
  clock: 1_700_000_000_000,
  clockOffset: -1500,
  health: { heldRows: 0, freeDisk: null },
})

/** An empty folder that goes with the test. */
export const emptyFolder = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'central-office-payload-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Writes `dat` into `folder`, opens it there and gives back what was inside. */
export const openBytes = async (
  folder: string,
  dat: Uint8Array,
  expected: SealedPayload,
  of: { key?: Uint8Array; binding?: PayloadBinding } = {},
): Promise<Buffer> => {
  const datFile = path.join(folder, 'received.dat')
  const sqliteFile = path.join(folder, 'opened.sqlite')
  await writeFile(datFile, dat)
  await openPayload(datFile, sqliteFile, of.key ?? key, of.binding ?? binding, expected)
  const content = await readFile(sqliteFile)
  await rm(sqliteFile)
  return content
}
