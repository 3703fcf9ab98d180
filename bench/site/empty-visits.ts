import type { Figure } from '../figure.ts'
import type { Ground } from '../ground/ground.ts'
import { makeNetwork } from '../ground/network.ts'
import { useShop } from '../ground/sample-shop.ts'
import type { BenchSite } from '../ground/sites.ts'
import { startCountingRelay } from './counting-relay.ts'
import type { FileMover } from './file-mover.ts'

/** Round trips of real transmissions that find nothing to do, beside `lftp` signing in, listing and leaving. */
export const countEmptyVisits = async (
  { folder }: Ground,
  site: BenchSite,
  lftp: FileMover | undefined,
  emptyFolder: string,
): Promise<Figure[]> => {
  if (site.access === null) return []
  const relay = await startCountingRelay(site.access.host, site.access.port)
  const distant: BenchSite = { ...site, settings: (homeDir) => site.settings(homeDir, relay.port) }
  const network = await makeNetwork(folder, 'empty-visits', distant, (file) =>
    useShop(file, (database) => database.exec('CREATE TABLE work (id INTEGER PRIMARY KEY, title TEXT)')),
  )
  try {
    await network.join()
    const store = await network.openStore()
    const counted = { store: 0, office: 0, lftp: 0 }
    try {
      // The first visits announce, create and acknowledge.
      for (let visit = 0; visit < 4; visit++) {
        for (const role of ['store', 'office'] as const) {
          const { sent, received } = await (role === 'store' ? store : network.office).transmit()
          counted[role] = await relay.turns()
          if (visit === 3 && sent.payloads + received.payloads > 0)
            throw new Error(`the visit of the ${role} was not empty`)
        }
      }
    } finally {
      await store.close()
    }
    if (lftp !== undefined) {
      await lftp.look(emptyFolder, relay.port)
      counted.lftp = await relay.turns()
    }
    return (['store', 'office'] as const).map((role) => ({
      ...{
        benchmark: 'site',
        what: `transmission of ${role === 'store' ? 'a store' : 'the office'}, nothing to do; plain`,
      },
      ...{ unit: 'round trips', ours: [counted[role]], aim: '<= lftp + 2' },
      ...(lftp === undefined ? {} : { peer: { name: 'lftp: sign in, list, leave', samples: [counted.lftp] } }),
    }))
  } finally {
    await network.remove()
    await relay.close()
  }
}
