import { hasCode } from '../model/errors.ts'
import { openHome } from '../settings/home.ts'
import { suggestPassphrase } from '../settings/passphrase.ts'
import { type Served, serve } from '../web/serve.ts'
import { keepPassword } from '../web/sessions/password.ts'
import { PasswordFile } from '../web/sessions/password-file.ts'
import type { DemoNetwork, DemoShop } from './demo-network.ts'

/** Not the 7420 of a real location, which may run on this computer too. */
export const USUAL_DEMO_PORT = 7430
/** Ports looked at from the first one on before the operating system is asked for any. */
const LOOKED_AT = 200

/** The pages of one location of the demo. `shop` null: the office. */
export type PagesOfOne = { name: string; shop: DemoShop | null; served: Served }

/**
 * The pages of every location of the demo, each on a loopback port of its own and with the same password, made up for this
 * run. Meanwhile the homes are held, so that only the pages (and the command line's own look-ups) reach them.
 */
export class DemoPages {
  readonly password: string
  /** The office first, then the stores in their order. */
  readonly all: readonly PagesOfOne[]

  private constructor(password: string, all: PagesOfOne[]) {
    this.password = password
    this.all = all
  }

  /** `port`: of the office; the stores take the next ones, and ports that are taken are passed over. 0 = any free ones. */
  static async serve(network: DemoNetwork, port: number): Promise<DemoPages> {
    // Half of a passphrase for invitations: about 50 bits, and short enough to be typed once for each location.
    const password = suggestPassphrase().split('-').slice(0, 2).join('-')
    const all: PagesOfOne[] = []
    const locations = [
      { name: 'Head office', shop: null, home: network.officeHome },
      ...network.shops.map((shop) => ({ name: shop.name, shop, home: shop.home })),
    ]
    let next = port
    try {
      for (const { name, shop, home } of locations) {
        await new PasswordFile(await openHome(home)).setPassword(await keepPassword(password))
        const served = await serveAtNext(home, next)
        if (port !== 0) next = Number(new URL(served.address).port) + 1
        all.push({ name, shop, served })
      }
    } catch (error) {
      await closeAll(all)
      throw error
    }
    return new DemoPages(password, all)
  }

  /** Lets what is being transmitted end at its next step. */
  async close(): Promise<void> {
    await closeAll(this.all)
  }
}

const closeAll = async (all: readonly PagesOfOne[]): Promise<void> => {
  await Promise.all(all.map(({ served }) => served.close()))
}

async function serveAtNext(home: string, port: number): Promise<Served> {
  for (let tried = port; ; tried++) {
    const chosen = tried > 65_535 || tried > port + LOOKED_AT ? 0 : tried
    try {
      return await serve({ home, port: chosen })
    } catch (error) {
      if (chosen === 0 || !hasCode(error, 'LISTEN_REFUSED')) throw error
    }
  }
}
