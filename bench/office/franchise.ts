import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Office } from '../../src/location/office.ts'
import { Epoch, Guid, StoreNumber } from '../../src/model/ids.ts'
import type { Manifest } from '../../src/model/manifest.ts'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { folderOf, payloadPath } from '../../src/payload/file-names.ts'
import { storeKey } from '../../src/payload/keys.ts'
import { sealManifest } from '../../src/payload/manifest-codec.ts'
import { sealPayload } from '../../src/payload/seal.ts'
import { Secret } from '../../src/settings/secret.ts'
import { requireSecret } from '../../src/settings/secrets.ts'
import { addLink } from '../../src/transmission/store-links.ts'
import { schemaFingerprint, streamPartOf } from '../../src/transmission/stream-part.ts'
import { removeFolder } from '../ground/bench-folder.ts'
import type { BenchSite } from '../ground/sites.ts'
import { announcedTables, type SmallPayload, writeAnnouncement, writeOrders } from './small-payloads.ts'

/** An office with very many stores, none of which exists beyond its payloads. */
export type Franchise = {
  office: Office
  /** Leaves one small payload of each store on the site. */
  leavePayloads(): Promise<void>
  remove(): Promise<void>
}

type Member = { guid: Guid; key: Uint8Array; epoch: Epoch; sent: number }

/** `name`: unlike that of any other network. Every store has announced its tables when this returns. */
export const makeFranchise = async (
  folder: string,
  name: string,
  site: BenchSite,
  stores: number,
): Promise<Franchise> => {
  const own = join(folder, name)
  const siteFolder = join(site.root, name)
  await mkdir(own)
  const home = join(own, 'office')
  const setup = ReplicaSetup.parse({ version: 1, default: { sharing: 'store' }, tables: {} })
  await Office.init(home, { name: 'Head office', setup })
  const office = await Office.open(home)
  const { open } = office
  await open.save(
    { ...open.settings, site: site.settings(name) },
    { ...open.secrets, password: new Secret(site.password) },
  )
  const networkKey = requireSecret(open.secrets, 'networkKey').reveal()
  const members: Member[] = []
  for (let n = 1; n <= stores; n++) {
    const guid = Guid.parse(randomUUID())
    const number = StoreNumber.parse(String(n))
    await addLink(office.replica.database, { guid, number, name: `Shop ${n}`, downEpoch: newEpoch(), invitedAt: 0 })
    // Made by a store when it joins.
    await mkdir(join(siteFolder, folderOf('to-store', guid)), { recursive: true })
    members.push({ guid, key: storeKey(networkKey, guid), epoch: newEpoch(), sent: 0 })
  }
  const first = writeAnnouncement(join(own, 'announcement'))
  for (const member of members) {
    const part = streamPartOf(manifestOf(member, null))
    member.sent = 1
    await office.replica.apply(member.guid, part, first.file, first.contents, {
      heldRows: 0,
      program: 'bench',
      shift: 0,
      now: Date.now(),
    })
  }
  let days = 0
  return {
    office,
    leavePayloads: async () => {
      const payload = writeOrders(join(own, `orders-${days}`), days * ORDERS_A_DAY, ORDERS_A_DAY)
      days += 1
      for (const member of members) await leave(member, payload, siteFolder)
      await rm(payload.file)
    },
    remove: async () => {
      await office.close()
      await removeFolder(own)
      await removeFolder(siteFolder)
    },
  }
}

const ORDERS_A_DAY = 20

const newEpoch = (): Epoch => Epoch.parse(randomBytes(8).toString('hex'))

const leave = async (member: Member, payload: SmallPayload, siteFolder: string): Promise<void> => {
  const { guid, epoch, key } = member
  const number = member.sent + 1
  const path = (kind: 'dat' | 'manifest') => join(siteFolder, payloadPath('to-office', guid, epoch, number, kind))
  await mkdir(dirname(path('dat')), { recursive: true })
  const sealed = await sealPayload(payload.file, path('dat'), key, { direction: 'to-office', guid, epoch, number })
  const manifest = manifestOf(member, { ...sealed, rows: payload.rows })
  await writeFile(path('manifest'), sealManifest(manifest, key, 'to-office'))
  member.sent = number
}

const manifestOf = ({ guid, epoch, sent }: Member, dat: Manifest['dat']): Manifest => ({
  format: 1,
  from: guid,
  to: 'office',
  epoch,
  number: sent + 1,
  dat,
  load: false,
  restart: null,
  acknowledged: { epoch: null, number: 0 },
  tick: 0,
  schemaFingerprint: schemaFingerprint(announcedTables),
  replicaSetupVersion: 1,
  programVersion: 'bench',
  clock: Date.now(),
  clockOffset: 0,
  health: { heldRows: 0, freeDisk: null },
})
