import assert from 'node:assert/strict'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { readContents } from '../../src/payload/contents.ts'
import { ReplicaNetwork, type TestStore } from '../transmission/replica-network.ts'

export type Counts = { insert?: number; update?: number; delete?: number; refresh?: number }

/** One shop and the office, on real files; what the shop writes goes through a connection of its own. */
export class CapturedShop {
  readonly network: ReplicaNetwork
  readonly store: TestStore

  constructor(network: ReplicaNetwork, store: TestStore) {
    this.network = network
    this.store = store
  }

  exec(sql: string): void {
    this.store.shop.exec(sql)
  }

  run(sql: string, ...values: (null | number | bigint | string | Uint8Array)[]): void {
    this.store.shop.prepare(sql).run(...values)
  }

  /** Makes one payload of at most about `targetBytes`, and hands it to the office. False when there was nothing to say. */
  async sendOne(targetBytes = 1 << 22, sent: Counts = {}): Promise<boolean> {
    const file = this.network.nextFile()
    const made = await this.store.replica.export(file, targetBytes)
    if (!made) return false
    if (made.hasFile)
      for (const { operation, rows } of readContents(file).tables)
        if (rows > 0) sent[operation as keyof Counts] = (sent[operation as keyof Counts] ?? 0) + rows
    await this.network.deliverUp(this.store, { part: made.part, file: made.hasFile ? file : null })
    return true
  }

  /** Sends all there is, and takes what the office answers. Returns how many rows went up, by operation. */
  async send(targetBytes?: number): Promise<Counts> {
    const sent: Counts = {}
    while (await this.sendOne(targetBytes, sent));
    await this.network.exportDown(this.store)
    for (const payload of this.store.down) await this.network.deliverDown(this.store, payload)
    this.store.down = []
    return sent
  }

  /** The office has exactly what the shop has, every value with its type and bit for bit, and nobody asked anything. */
  async agrees(...tables: string[]): Promise<void> {
    for (const table of tables) {
      const columns = await this.columns(table)
      const own = picture(
        columns,
        (sql) => {
          const statement = this.store.shop.prepare(sql)
          statement.setReadBigInts(true)
          return statement.all() as Record<string, unknown>[]
        },
        quote(table),
      )
      const guid = `WHERE ${columns.includes('store_guid') ? '_store_guid' : 'store_guid'} = '${this.store.guid}'`
      const query = pictureQuery(columns, `${quote(table)} ${guid}`)
      assert.deepEqual(pictureOf(columns, await this.network.officeRows(query)), own, `table ${table}`)
    }
    const [conflicts] = await this.network.officeRows('SELECT count(*) AS n FROM central_office_conflicts')
    assert.equal(conflicts?.n, 0n, 'conflicts')
  }

  async columns(table: string): Promise<string[]> {
    const live = (await this.store.replica.database.tables()).find(({ name }) => name === table)
    return live?.columns.map(({ name }) => name) ?? []
  }
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Text and blobs as hex digits of their bytes, so that NUL and broken characters count; reals as their eight bytes. */
const pictureQuery = (columns: string[], from: string): string =>
  `SELECT ${columns
    .map(
      (name, i) =>
        `typeof(${quote(name)}) AS t${i}, CASE WHEN typeof(${quote(name)}) IN ('text', 'blob') THEN hex(CAST(${quote(name)} AS BLOB)) ELSE ${quote(name)} END AS v${i}`,
    )
    .join(', ')} FROM ${from}`

const pictureOf = (columns: string[], rows: Record<string, unknown>[]): string[] =>
  rows.map((row) => columns.map((_, i) => `${row[`t${i}`]} ${exact(row[`v${i}`])}`).join(' | ')).sort()

function picture(columns: string[], all: (sql: string) => Record<string, unknown>[], from: string): string[] {
  return pictureOf(columns, all(pictureQuery(columns, from)))
}

function exact(value: unknown): string {
  if (typeof value !== 'number') return String(value)
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return bytes.toString('hex')
}

/** Runs a test against a shop with this schema, whose rows are loaded to the office already. */
export async function withShop(
  schema: string,
  work: (shop: CapturedShop) => Promise<void>,
  setup: Partial<ReplicaSetup> = {},
): Promise<void> {
  const whole = ReplicaSetup.parse({ version: 1, default: { sharing: 'store', rule: 'office' }, tables: {}, ...setup })
  const network = await ReplicaNetwork.start(whole, [schema])
  try {
    const shop = new CapturedShop(network, network.stores[0] as TestStore)
    await shop.send()
    await work(shop)
  } finally {
    await network.close()
  }
}
