import { createHash, createHmac } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Manifest } from '../../src/model/manifest.ts'
import type { PayloadTable } from '../../src/model/payload-contents.ts'
import { payloadPath } from '../../src/payload/file-names.ts'
import { manifestKey } from '../../src/payload/keys.ts'
import { sealPayload } from '../../src/payload/seal.ts'
import { requireSecret } from '../../src/settings/secrets.ts'
import { readLink } from '../../src/transmission/store-links.ts'
import { operationTable, type PlainPayload, writePlainPayload } from '../fuzz/plain-payload.ts'
import { manifest } from '../payload/fixture.ts'
import type { Shop, SiteNetwork } from './site-network.ts'

/** A `.dat` under the store's own seal, and what its manifest is to say about it. */
export type Sealed = { dat: Uint8Array; unpackedSize: number; rows?: number }

/** Somebody who has got hold of one store's key and of the account: writes what he likes in that store's place in its stream. */
export class HostileStore {
  readonly #network: SiteNetwork
  readonly #shop: Shop

  constructor(network: SiteNetwork, shop: Shop) {
    this.#network = network
    this.#shop = shop
  }

  get key(): Uint8Array {
    return requireSecret(this.#shop.store.open.secrets, 'storeKey').reveal()
  }

  /** The place in the stream that the office waits for. */
  async place() {
    const { guid, store } = this.#shop
    const link = await readLink(this.#network.office.replica.database, guid)
    const { epoch } = await store.member().state()
    const previous = link.appliedTags.at(-1) ?? ''
    return { direction: 'to-office' as const, guid, epoch, number: link.applied + 1, previous }
  }

  /** Seals a SQLite file of any contents. */
  async seal(plain: PlainPayload, change: (file: Buffer) => Buffer = (file) => file): Promise<Sealed> {
    const file = join(this.#network.folder, 'hostile')
    const dat = `${file}.dat`
    writePlainPayload(file, plain)
    writeFileSync(file, change(readFileSync(file)))
    const { unpackedSize } = await sealPayload(file, dat, this.key, await this.place())
    const bytes = readFileSync(dat)
    for (const made of [file, dat]) rmSync(made)
    return { dat: bytes, unpackedSize }
  }

  /** Leaves the payload on the site under a true MAC; `change` has the last word on what its manifest says. */
  async leave(
    { dat, unpackedSize, rows = 1 }: Sealed,
    change: (text: string) => string = (text) => text,
  ): Promise<void> {
    const { direction, guid, epoch, number, previous } = await this.place()
    const sha256 = createHash('sha256').update(dat).digest('hex')
    const about = { size: dat.length, sha256, unpackedSize, rows }
    const acknowledged = { epoch: null, number: 0, tag: '', began: 0 }
    const own = { from: guid, to: 'office', epoch, number, previous, dat: about, acknowledged }
    const honest = Manifest.parse({ ...manifest, ...own })
    const line = change(JSON.stringify(honest))
    const mac = createHmac('sha256', manifestKey(this.key, direction))
      .update(`central-office/1 manifest ${direction}\n${line}`)
      .digest('hex')
    const path = (kind: 'dat' | 'manifest') =>
      join(this.#network.folderOnSite, payloadPath(direction, guid, epoch, number, kind))
    writeFileSync(path('dat'), dat)
    writeFileSync(path('manifest'), `${line}\nmac ${mac}\n`)
  }

  clearAway(): void {
    for (const file of this.#network.payloads().filter((name) => name.includes(this.#shop.guid)))
      rmSync(join(this.#network.folderOnSite, file))
  }
}

type Rows = Parameters<typeof operationTable>[1]

/** A payload of these tables, right in form. */
export const plainOf = (
  parts: { table: Omit<PayloadTable, 'rows'>; rows: Rows }[],
  schema: unknown = null,
): PlainPayload => {
  const tables = parts.map(({ table, rows }) => ({ table: { ...table, rows: rows.length }, rows }))
  return {
    contents: JSON.stringify({ format: 2, schema, replicaSetup: null, tables: tables.map(({ table }) => table) }),
    tables: tables.map(({ table, rows }) => operationTable(table, rows)),
  }
}
