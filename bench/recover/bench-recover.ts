import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Store } from '../../src/location/store.ts'
import { readInvitation } from '../../src/settings/invitation.ts'
import type { Report } from '../figure.ts'
import type { Ground } from '../ground/ground.ts'
import { makeNetwork, type Network } from '../ground/network.ts'
import { peakOf } from '../memory/load-in-processes.ts'
import { Samples } from '../samples.ts'

/**
 * A store's computer is gone: from an invitation alone its database is built again on another one. Beside it the initial load that
 * brought the rows to the office. Every location works in a process of its own; the rows of all tables are counted in the end.
 */
export const benchRecover = async ({ folder, sites, shop, runs, tell }: Ground): Promise<Report> => {
  const samples = new Samples()
  for (let run = 1; run <= runs; run++) {
    tell(`recover ${run}/${runs}`)
    const network = await makeNetwork(folder, `recover-${run}`, sites.plain, shop.copyTo)
    try {
      await network.join()
      await network.closeOffice()
      await visits(network, ['store', 'office', 'store', 'office'], network.storeHome, samples, 'load')
      const file = join(network.storeHome, '..', 'recovered.db')
      const home = await recoverInto(network, file)
      await visits(network, ['store', 'office', 'store'], home, samples, 'recover')
      const [before, after] = [countRows(network.shopFile), countRows(file)]
      if (before !== after) throw new Error(`the shop had ${before} rows, the recovered one ${after}`)
    } finally {
      await network.remove()
    }
  }
  const time = { benchmark: 'recover', unit: 'seconds' as const }
  const peak = (role: 'store' | 'office') => ({
    ...{ benchmark: 'recover', what: `peak of the ${role}, recovery`, unit: 'bytes' as const },
    ...{ ours: samples.of(`recover ${role}`), peer: { name: 'initial load', samples: samples.of(`load ${role}`) } },
    ...{ ratio: 'cost' as const, aim: '<= 400 MB' },
  })
  return {
    figures: [
      {
        ...time,
        what: 'a lost store, from its invitation to its last row',
        ours: samples.of('recover'),
        peer: { name: 'initial load', samples: samples.of('load') },
        ratio: 'cost',
      },
      peak('store'),
      peak('office'),
    ],
    skips: [],
  }
}

/** Lets locations transmit one after the other; samples the time of all and the most memory of each. */
async function visits(
  network: Network,
  roles: ('store' | 'office')[],
  storeHome: string,
  samples: Samples,
  name: string,
): Promise<void> {
  const peaks = { store: 0, office: 0 }
  const started = performance.now()
  for (const role of roles)
    peaks[role] = Math.max(peaks[role], await peakOf(role, role === 'store' ? storeHome : network.officeHome))
  samples.add(name, (performance.now() - started) / 1000)
  samples.add(`${name} store`, peaks.store)
  samples.add(`${name} office`, peaks.office)
}

/** Puts a new home folder and an empty database in the place of the lost ones. Returns the home folder. */
async function recoverInto(network: Network, file: string): Promise<string> {
  const office = await network.openOffice()
  const { text, passphrase } = await office.inviteAgain('1')
  await office.close()
  const home = join(network.storeHome, '..', 'recovered')
  await Store.join(home, await readInvitation(text, passphrase), { database: file, homeExists: false, lost: true })
  return home
}

/** Rows of all tables of the shop's own, as text: name and number of each. */
function countRows(file: string): string {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return database
      .prepare(
        `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'
           AND name NOT LIKE 'central_office%' AND name NOT LIKE '%__all_stores' ORDER BY name`,
      )
      .all()
      .map(({ name }) => `${name} ${database.prepare(`SELECT count(*) AS n FROM "${name}"`).get()?.n}`)
      .join(', ')
  } finally {
    database.close()
  }
}
