import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Office } from '../../src/location/office.ts'
import { Epoch, Guid, StoreNumber } from '../../src/model/ids.ts'
import { MANIFEST_FORMAT, type Manifest } from '../../src/model/manifest.ts'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import type { VisitResult } from '../../src/model/visit-event.ts'
import { folderOf, payloadPath } from '../../src/payload/file-names.ts'
import { storeKey } from '../../src/payload/keys.ts'
import { sealManifest } from '../../src/payload/manifest-codec.ts'
import { sealPayload } from '../../src/payload/seal.ts'
import { Secret } from '../../src/settings/secret.ts'
import { requireSecret } from '../../src/settings/secrets.ts'
import { addLink, readLinks } from '../../src/transmission/store-links.ts'
import { newTag, schemaFingerprint, streamPartOf } from '../../src/transmission/stream-part.ts'
import { removeFolder } from '../ground/bench-folder.ts'
import type { BenchSite } from '../ground/sites.ts'
import { announcedTables, type SmallPayload, writeAnnouncement, writeOrders } from './small-payloads.ts'

/** An office with very many stores, none of which exists beyond its payloads. */
export type Franchise = {
  /** Leaves one payload of each store on the site, with so many new orders. What waited for the stores they have taken. */
  leavePayloads(rows: number): Promise<void>
  /** Merges one payload of each store with so many new orders, without site and seal. Returns seconds. */
  mergeAlone(rows: number): Promise<number>
  /** Changes so many rows of the price list at the office. */
  changePrices(rows: number): Promise<void>
  /** One visit of the office. Throws where it met a problem. */
  transmit(): Promise<{ seconds: number; result: VisitResult }>
  remove(): Promise<void>
}

type Member = {
  guid: Guid
  key: Uint8Array
  epoch: Epoch
  /** Number of its last payload, and the tag. */
  sent: number
  tag: string
  acknowledged: Manifest['acknowledged']
}

/** `name`: unlike that of any other network. Every store has announced its tables and taken the setup when this returns. */
export const makeFranchise = async (
  folder: string,
  name: string,
  site: BenchSite,
  stores: number,
): Promise<Franchise> => {
  const own = join(folder, name)
  const siteFolder = join(site.root, name)
  await mkdir(own)
  const office = await openOffice(join(own, 'office'), name, site)
  const members = await invite(office, stores, siteFolder)
  const merge = async (member: Member, payload: SmallPayload) => {
    const part = streamPartOf(manifestOf(member, newTag(), null))
    member.sent += 1
    member.tag = part.tag
    await office.replica.apply(member.guid, part, payload.file, payload.contents, {
      heldRows: 0,
      program: 'bench',
      shift: 0,
      now: Date.now(),
    })
  }
  const announcement = writeAnnouncement(join(own, 'announcement'))
  for (const member of members) await merge(member, announcement)
  let orders = 0
  const withOrders = async (rows: number, work: (payload: SmallPayload) => Promise<void>) => {
    const payload = writeOrders(join(own, `orders-${orders}`), orders, rows)
    orders += rows
    await work(payload)
    await rm(payload.file)
  }
  const franchise: Franchise = {
    leavePayloads: async (rows) => {
      await takeWhatWaits(office, members, siteFolder)
      await withOrders(rows, async (payload) => {
        for (const member of members) await leave(member, payload, siteFolder)
      })
    },
    mergeAlone: async (rows) => {
      let seconds = 0
      await withOrders(rows, async (payload) => {
        const began = performance.now()
        for (const member of members) await merge(member, payload)
        seconds = (performance.now() - began) / 1000
      })
      return seconds
    },
    changePrices: async (rows) => {
      await office.replica.database.run(
        `WITH RECURSIVE part (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM part WHERE n < $1)
         INSERT INTO prices (part, price) SELECT 'part ' || n, abs(random()) % 100000 FROM part WHERE TRUE
         ON CONFLICT (part) DO UPDATE SET price = excluded.price`,
        rows,
      )
    },
    transmit: async () => {
      const began = performance.now()
      const result = await office.transmit()
      const seconds = (performance.now() - began) / 1000
      const [problem] = result.problems
      if (problem) throw new Error(`the transmission met a problem: ${problem.message}`)
      return { seconds, result }
    },
    remove: async () => {
      await office.close()
      await removeFolder(own)
      await removeFolder(siteFolder)
    },
  }
  try {
    await franchise.leavePayloads(1)
    await franchise.transmit()
    return franchise
  } catch (error) {
    await franchise.remove()
    throw error
  }
}

const openOffice = async (home: string, name: string, site: BenchSite): Promise<Office> => {
  const tables = { prices: { sharing: 'office', rule: 'office' } }
  const setup = ReplicaSetup.parse({ version: 1, default: { sharing: 'store' }, tables })
  await Office.init(home, { name: 'Head office', setup })
  const office = await Office.open(home)
  const { open } = office
  await open.save(
    { ...open.settings, site: site.settings(name) },
    { ...open.secrets, password: new Secret(site.password) },
  )
  return office
}

const invite = async (office: Office, stores: number, siteFolder: string): Promise<Member[]> => {
  const networkKey = requireSecret(office.open.secrets, 'networkKey').reveal()
  const members: Member[] = []
  for (let n = 1; n <= stores; n++) {
    const guid = Guid.parse(randomUUID())
    const number = StoreNumber.parse(String(n))
    await addLink(office.replica.database, { guid, number, name: `Shop ${n}`, downEpoch: newEpoch(), invitedAt: 0 })
    // Made by a store when it joins.
    await mkdir(join(siteFolder, folderOf('to-store', guid)), { recursive: true })
    const acknowledged = { epoch: null, number: 0, tag: '', began: 0 }
    members.push({ guid, key: storeKey(networkKey, guid), epoch: newEpoch(), sent: 0, tag: '', acknowledged })
  }
  return members
}

const newEpoch = (): Epoch => Epoch.parse(randomBytes(8).toString('hex'))

/** As a visit of every store does: its payloads go from the site, and it will say so. */
const takeWhatWaits = async (office: Office, members: Member[], siteFolder: string): Promise<void> => {
  const links = new Map((await readLinks(office.replica.database)).map((link) => [link.guid, link]))
  for (const member of members) {
    const link = links.get(member.guid)
    if (link !== undefined)
      member.acknowledged = { epoch: link.downEpoch, number: link.exported, tag: link.tag, began: 0 }
    const waiting = join(siteFolder, folderOf('to-store', member.guid))
    for (const file of await readdir(waiting)) await rm(join(waiting, file))
  }
}

const leave = async (member: Member, payload: SmallPayload, siteFolder: string): Promise<void> => {
  const { guid, epoch, key } = member
  const number = member.sent + 1
  const path = (kind: 'dat' | 'manifest') => join(siteFolder, payloadPath('to-office', guid, epoch, number, kind))
  await mkdir(dirname(path('dat')), { recursive: true })
  const sealed = await sealPayload(payload.file, path('dat'), key, { direction: 'to-office', guid, epoch, number })
  const tag = newTag()
  const manifest = manifestOf(member, tag, { ...sealed, rows: payload.rows })
  await writeFile(path('manifest'), sealManifest(manifest, key, 'to-office'))
  member.sent = number
  member.tag = tag
}

const manifestOf = (member: Member, tag: string, dat: Manifest['dat']): Manifest => ({
  format: MANIFEST_FORMAT,
  from: member.guid,
  to: 'office',
  epoch: member.epoch,
  number: member.sent + 1,
  tag,
  previous: member.tag,
  dat,
  load: false,
  restart: null,
  acknowledged: member.acknowledged,
  over: null,
  refused: null,
  tick: 0,
  schemaFingerprint: schemaFingerprint(announcedTables),
  replicaSetupVersion: 1,
  programVersion: 'bench',
  clock: Date.now(),
  clockOffset: 0,
  health: { heldRows: 0, freeDisk: null },
})
