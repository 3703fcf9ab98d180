import type { ConflictRule, Sharing } from '../../src/model/replica-setup.ts'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { type Carried, ReplicaNetwork, shopRows, type TestStore } from '../transmission/replica-network.ts'

/** One thing that happens in a random history. Numbers pick a location, a row, a payload. */
export type Happening =
  | { what: 'edit'; store: number; key: number; change: Change }
  | { what: 'office edit'; key: number; change: Change }
  | { what: 'export up' | 'export down'; store: number }
  | { what: 'deliver up' | 'deliver down'; store: number; which: number }

/** Which columns to give a new value; none = delete (or, where there is no row, insert). */
export type Change = { a: boolean; b: boolean; c: boolean; delete: boolean; replace: boolean }

export type History = {
  rule: ConflictRule
  sharing: Sharing
  stores: number
  fewValues: boolean
  happenings: Happening[]
}

const SCHEMA = 'CREATE TABLE things (k TEXT PRIMARY KEY, a INTEGER, b INTEGER, c INTEGER)'
const COLUMNS = ['a', 'b', 'c'] as const

type Thing = { k: string; a: bigint | null; b: bigint | null; c: bigint | null }

/** What became of every value that was typed. */
class Ledger {
  readonly typed = new Set<bigint>()
  readonly replaced = new Set<bigint>()

  note(was: Thing | undefined, is: Thing | undefined): void {
    for (const column of COLUMNS) {
      const [before, after] = [was?.[column], is?.[column]]
      if (after != null && after !== before) this.typed.add(after)
      if (before != null && after !== before) this.replaced.add(before)
    }
  }
}

/**
 * Runs a history on the real engine, then lets everybody visit until nothing moves.
 * Returns what is wrong, or null: invariants 1 (convergence), 2 (nothing lost), 3 (exactly once) of docs/ARCHITECTURE.md.
 */
export async function runHistory(history: History): Promise<string | null> {
  const setup = ReplicaSetup.parse({
    version: 1,
    default: { sharing: history.sharing, rule: history.rule },
    tables: {},
  })
  const network = await ReplicaNetwork.start(setup, Array(history.stores).fill(SCHEMA))
  try {
    return await new HistoryRun(network, history).run()
  } finally {
    await network.close()
  }
}

class HistoryRun {
  readonly #network: ReplicaNetwork
  readonly #history: History
  readonly #ledger = new Ledger()
  #value = 0

  constructor(network: ReplicaNetwork, history: History) {
    this.#network = network
    this.#history = history
  }

  async run(): Promise<string | null> {
    const { office, stores } = this.#network
    await office.database.script('PRAGMA synchronous = OFF')
    for (const store of stores) await store.replica.database.script('PRAGMA synchronous = OFF')
    await this.#network.settle() // announces the tables
    for (const happening of this.#history.happenings) await this.#happen(happening)
    await this.#deliverEverything()
    await this.#network.settle(8)
    const failure = (await this.#disagreement()) ?? (await this.#lost())
    if (failure) return failure
    let moved = 0
    for (const store of stores) moved += await this.#network.visit(store)
    return moved === 0 ? null : `${moved} rows still move when all is quiet`
  }

  async #happen(happening: Happening): Promise<void> {
    const { stores } = this.#network
    const store = stores['store' in happening ? happening.store % stores.length : 0] as TestStore
    const pick = (list: Carried[], which: number) => list[which % Math.max(1, list.length)]
    switch (happening.what) {
      case 'edit':
        return this.#editAtStore(store, happening.key, happening.change)
      case 'office edit':
        return this.#editAtOffice(happening.key, happening.change)
      case 'export up':
        await this.#network.exportUp(store)
        return
      case 'export down':
        await this.#network.exportDown(store)
        return
      case 'deliver up': {
        const payload = pick(store.up, happening.which)
        if (payload) await this.#network.deliverUp(store, payload)
        return
      }
      case 'deliver down': {
        const payload = pick(store.down, happening.which)
        if (payload) await this.#network.deliverDown(store, payload)
        return
      }
    }
  }

  /** What is still on its way arrives at last, in order, copies and all. */
  async #deliverEverything(): Promise<void> {
    for (const store of this.#network.stores) {
      for (const payload of store.up) await this.#network.deliverUp(store, payload)
      for (const payload of store.down) await this.#network.deliverDown(store, payload)
      store.up = []
      store.down = []
    }
  }

  #change(key: string, was: Thing | undefined, change: Change): Thing | undefined {
    if (was && change.delete) return undefined
    if (!was && change.delete) return undefined
    const fresh = () => BigInt(this.#history.fewValues ? ++this.#value % 3 : ++this.#value)
    if (!was) return { k: key, a: fresh(), b: fresh(), c: fresh() }
    return { k: key, a: change.a ? fresh() : was.a, b: change.b ? fresh() : was.b, c: change.c ? fresh() : was.c }
  }

  #editAtStore(store: TestStore, row: number, change: Change): void {
    const key = `key ${row}`
    const was = shopRows(store, `SELECT * FROM things WHERE k = '${key}'`)[0] as Thing | undefined
    const is = this.#change(key, was, change)
    this.#ledger.note(was, is)
    const { shop } = store
    if (!is) shop.prepare('DELETE FROM things WHERE k = ?').run(key)
    else if (!was || change.replace)
      shop.prepare('INSERT OR REPLACE INTO things VALUES (?, ?, ?, ?)').run(key, is.a, is.b, is.c)
    else shop.prepare('UPDATE things SET a = ?, b = ?, c = ? WHERE k = ?').run(is.a, is.b, is.c, key)
  }

  /** At the office a row of `store` sharing is one of the first store's; the office edits those, and shared rows. */
  async #editAtOffice(row: number, change: Change): Promise<void> {
    const { database } = this.#network.office
    const owned = this.#history.sharing === 'store'
    const guid = this.#network.stores[row % this.#network.stores.length]?.guid ?? ''
    const key = `key ${row}`
    const where = owned ? `store_guid = '${guid}' AND k = '${key}'` : `k = '${key}'`
    const was = (await database.get(`SELECT k, a, b, c FROM things WHERE ${where}`)) as Thing | undefined
    const is = this.#change(key, was, change)
    this.#ledger.note(was, is)
    if (!is) await database.run(`DELETE FROM things WHERE ${where}`)
    else if (was) await database.run(`UPDATE things SET a = $1, b = $2, c = $3 WHERE ${where}`, is.a, is.b, is.c)
    else if (owned) await database.run('INSERT INTO things VALUES ($1, $2, $3, $4, $5)', guid, key, is.a, is.b, is.c)
    else await database.run('INSERT INTO things VALUES ($1, $2, $3, $4)', key, is.a, is.b, is.c)
  }

  async #disagreement(): Promise<string | null> {
    const picture = (rows: unknown) =>
      JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? Number(value) : value))
    for (const store of this.#network.stores) {
      const where = this.#history.sharing === 'store' ? `WHERE store_guid = '${store.guid}'` : ''
      const office = picture(await this.#network.officeRows(`SELECT k, a, b, c FROM things ${where} ORDER BY k`))
      const own = picture(shopRows(store, 'SELECT k, a, b, c FROM things ORDER BY k'))
      if (office !== own) return `store ${store.guid.at(-1)} has ${own}, the office ${office}`
    }
    return null
  }

  async #lost(): Promise<string | null> {
    if (this.#history.fewValues) return null
    const known = new Set<unknown>(this.#ledger.replaced)
    for (const row of await this.#network.officeRows('SELECT a, b, c FROM things'))
      for (const value of Object.values(row)) known.add(value)
    for (const row of await this.#network.officeRows(
      'SELECT base, office_value, store_value FROM central_office_conflicts',
    ))
      for (const value of Object.values(row)) known.add(value)
    const lost = [...this.#ledger.typed].filter((value) => !known.has(value))
    return lost.length ? `typed, unseen by anybody, and gone: ${lost.join(', ')}` : null
  }
}
