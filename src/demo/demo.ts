import { join, resolve } from 'node:path'
import { showStoreNumber } from '../model/ids.ts'
import { ownCommand } from '../model/own-command.ts'
import type { VisitResult } from '../model/visit-event.ts'
import { agreementTable, compareAll } from './agreement.ts'
import { type ContestedCustomer, editOnBothSides, pickCustomer } from './conflicting-edits.ts'
import { DemoNetwork, type DemoShop, useShop } from './demo-network.ts'
import { keepLiving } from './living.ts'
import { DemoPages, USUAL_DEMO_PORT } from './pages.ts'
import { askPages } from './pages-answer.ts'
import { dateText, dayNumber, lastOpenDay } from './shop/calendar.ts'
import { workDay } from './shop/day-of-life.ts'
import { movedText, problemLines } from './told.ts'

export type DemoOptions = {
  /** How many stores, 1 to 100. */
  stores: number
  /** About how many rows each shop holds at the start. */
  size: number
  /** End after one day, once the pages have answered; else they are served, and all live on, until `signal`. */
  once: boolean
  seed: number
  /** Where the network stands. Emptied at the start if it is one of an earlier demo. */
  folder?: string
  /** Of the office's pages; 0 = any that is free. Default: 7430, or the next that is free. */
  port?: number
  /** Today: the shops' records reach up to eight weeks before it, so that what they live through next is in the reports. */
  today: Date
  print: (line: string) => void
  signal?: AbortSignal
}

const TOWNS = ['Harbour', 'Station', 'Mill Lane', 'Old Town', 'Airport', 'Riverside', 'North Gate', 'Market']
const DAYS_TO_LIVE = 56

/** Runs the demo network. Returns whether all locations agree in the end. */
export async function runDemo(options: DemoOptions): Promise<boolean> {
  const folder = resolve(options.folder ?? 'demo-network')
  const network = await DemoNetwork.start(folder)
  try {
    return await new Demo(network, options).run()
  } finally {
    await network.close()
  }
}

class Demo {
  readonly #network: DemoNetwork
  readonly #options: DemoOptions

  constructor(network: DemoNetwork, options: DemoOptions) {
    this.#network = network
    this.#options = options
  }

  async run(): Promise<boolean> {
    await this.#setUp()
    await this.#initialLoads()
    const customer = await this.#dayOfLife()
    await this.#decide(customer)
    if (!this.#options.once) await this.#leaveConflict()
    const agree = await this.#showAgreement()
    this.#showHomes()
    await this.#servePages()
    return agree
  }

  #title(text: string): void {
    this.#options.print('')
    this.#options.print(`== ${text}`)
  }

  #say(text: string): void {
    this.#options.print(`   ${text}`)
  }

  async #setUp(): Promise<void> {
    const { stores, size, seed, today } = this.#options
    const lastDate = dateText(lastOpenDay(dayNumber(today.toISOString()) - DAYS_TO_LIVE))
    const { site } = this.#network
    this.#title('An FTP site, a head office and its stores')
    this.#say(`FTP site   ftp://${site.host}:${site.port} with TLS, on this computer only`)
    this.#say('Office     Head office')
    for (let index = 0; index < stores; index++) {
      const shop = await this.#network.addShop(index, `${TOWNS[index % TOWNS.length]} Garage`, {
        seed,
        rows: size,
        lastDate,
      })
      this.#say(`Store ${shop.number.padEnd(4)} ${shop.name}: about ${size} rows of its own, joined by invitation`)
    }
  }

  async #initialLoads(): Promise<void> {
    this.#title('Initial load: every store sends all it has, the office collates, shared rows go to everyone')
    await this.#everybodyTransmits()
    await this.#untilQuiet()
  }

  async #dayOfLife(): Promise<ContestedCustomer> {
    const { seed } = this.#options
    this.#title('A day of life')
    for (const shop of this.#network.shops) {
      const { described } = useShop(shop, (database) => workDay(database, { seed, store: shop.index }))
      this.#say(`${shop.name}: ${described.length} things happened`)
    }
    const changed = await this.#network.office(({ replica }) =>
      replica.database.run(
        'UPDATE price_list SET price = price + 100 WHERE part_number IN (SELECT part_number FROM price_list ORDER BY part_number LIMIT 20)',
      ),
    )
    this.#say(`Head office: ${changed} prices raised`)
    const shop = this.#network.shops[0] as DemoShop
    const customer = pickCustomer(shop)
    this.#say(`${shop.name} and Head office both change the same customer, unseen by each other:`)
    for (const line of await editOnBothSides(this.#network, shop, customer)) this.#say(`  ${line}`)
    this.#title('Everybody transmits')
    await this.#everybodyTransmits()
    await this.#untilQuiet()
    return customer
  }

  /** The conflict under the rule `ask` waits for a person; here is one. */
  async #decide(customer: ContestedCustomer): Promise<void> {
    this.#title('Conflicts')
    await this.#network.office(async (office) => {
      for (const conflict of await office.conflicts('all'))
        this.#say(
          `${String(conflict.id).padStart(3)}  ${conflict.table}.${conflict.column ?? '(row)'}  rule ${conflict.rule}: ${shown(conflict.outcome)}`,
        )
      const open = (await office.conflicts('open')).find(({ column }) => column === 'notes')
      if (!open) return
      await office.decide(open.id, { value: 'Pays by invoice only. Wants the old parts back' })
      this.#say(`A person decides number ${open.id} with a third value; everyone gets it at the next transmission`)
    })
    await this.#everybodyTransmits()
    await this.#untilQuiet()
    for (const shop of this.#network.shops) {
      const row = useShop(shop, (database) =>
        database.prepare('SELECT notes FROM customers WHERE id = ?').get(customer.id),
      )
      this.#say(`${shop.name}: "${row?.notes}"`)
    }
  }

  async #everybodyTransmits(): Promise<boolean> {
    let moved = false
    for (const shop of this.#network.shops) {
      const result = await this.#network.store(shop, (store) => store.transmit(this.#transmitOptions()))
      moved = this.#told(`store ${showStoreNumber(shop.number)}`, result) || moved
    }
    const result = await this.#network.office((office) => office.transmit(this.#transmitOptions()))
    return this.#told('office       ', result) || moved
  }

  #transmitOptions(): { signal?: AbortSignal } {
    return this.#options.signal ? { signal: this.#options.signal } : {}
  }

  #told(who: string, result: VisitResult): boolean {
    const moved = movedText(result, result.milliseconds)
    if (moved !== null) this.#say(`${who}  ${moved}`)
    for (const line of problemLines(result.problems)) this.#say(`${who}  ${line}`)
    return moved !== null
  }

  async #untilQuiet(): Promise<void> {
    for (let round = 0; round < 5; round++) if (!(await this.#everybodyTransmits())) return
  }

  async #showAgreement(): Promise<boolean> {
    this.#title('Rows at the office and at the stores, compared value by value')
    const lines = await compareAll(this.#network)
    const names = this.#network.shops.map((shop) => `store ${shop.number}`)
    for (const line of agreementTable(lines, names)) this.#say(line)
    const agree = lines.every((line) => line.agree)
    this.#options.print('')
    this.#say(agree ? 'All locations agree.' : 'THE LOCATIONS DO NOT AGREE.')
    return agree
  }

  #showHomes(): void {
    const { folder, officeHome, shops } = this.#network
    this.#title('Where it all is')
    this.#say(`office     ${officeHome}  (its database: ${join(officeHome, 'office.db')})`)
    for (const shop of shops) this.#say(`store ${shop.number.padEnd(4)} ${shop.home}  (its database: ${shop.file})`)
    this.#say(`FTP site   ${join(folder, 'ftp-site')}`)
    this.#say(`Look around: ${ownCommand()} --home "${officeHome}" conflicts list --all`)
  }

  /** One more conflict, which waits on the page for whoever looks at the demo. */
  async #leaveConflict(): Promise<void> {
    const shop = this.#network.shops.at(-1) as DemoShop
    await editOnBothSides(this.#network, shop, pickCustomer(shop, 1))
    await this.#everybodyTransmits()
    await this.#untilQuiet()
    this.#say(`${shop.name} and Head office have changed another customer; that conflict is left for you`)
  }

  async #servePages(): Promise<void> {
    const { once, seed, port = USUAL_DEMO_PORT, signal = new AbortController().signal } = this.#options
    const pages = await DemoPages.serve(this.#network, once ? 0 : port)
    try {
      this.#title('The pages of each location, for a browser on this computer')
      await askPages(pages)
      if (once) {
        this.#say(`Each of the ${pages.all.length} has answered, and let somebody sign in`)
        return
      }
      const width = Math.max(...pages.all.map(({ name }) => name.length))
      for (const { name, served } of pages.all) this.#say(`${name.padEnd(width)}  ${served.address}`)
      this.#say(`${'Password'.padEnd(width)}  ${pages.password}  (everywhere; made up for this run)`)
      this.#title('The shops work on, and everybody transmits now and then. Ctrl-C ends it')
      await keepLiving(pages, { seed, signal, say: (line) => this.#say(line) })
      this.#say('Ended.')
    } finally {
      await pages.close()
    }
  }
}

const shown = (outcome: string): string =>
  outcome === 'open'
    ? 'waits for a person'
    : outcome === 'decided'
      ? 'decided by a person'
      : `${outcome} wins, the other value is kept here`
