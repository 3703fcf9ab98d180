import { once } from 'node:events'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Office } from '../../src/location/office.ts'
import { Store } from '../../src/location/store.ts'
import type { VisitStep } from '../../src/model/visit-event.ts'

/**
 * Locations at work, in a process of their own, until it is killed: when told to begin, each edits rows, noting in the same
 * transaction in `control` what each must be in the end, and transmits, over and over. Given a boundary, the process kills itself
 * there: when one of them comes to it for the n-th time.
 */
export type Work = {
  locations: { role: 'office' | 'store'; home: string; file: string; seed: number }[]
  boundary: { at: Boundary; nth: number } | null
}

/** A step that the transmission tells of; or a payload is made, or being sealed, as files show that come and go. */
export type Boundary = VisitStep | 'made' | 'sealing'
const FOLDERS: { [boundary: string]: 'work' | 'outbox' } = { made: 'work', sealing: 'outbox' }

const edits = {
  store: (seed: number, n: number) => `
    INSERT INTO orders (total) VALUES (${n});
    UPDATE orders SET total = total + 1 WHERE id % 3 = ${n % 3};
    DELETE FROM orders WHERE id % 7 = 0 AND id < ${n % 50};
    INSERT INTO customers VALUES ('shop ${seed} ${n}', 'name ${n}', NULL);
    DELETE FROM control;
    INSERT INTO control SELECT 'order ' || id, total FROM orders
      UNION ALL SELECT id, name FROM customers WHERE id LIKE 'shop %'`,
  office: (seed: number, n: number) => `
    INSERT INTO prices VALUES ('code ${seed} ${n}', ${n});
    UPDATE prices SET price = price + 1 WHERE price % 3 = ${n % 3};
    DELETE FROM prices WHERE price % 7 = 0;
    INSERT INTO customers VALUES ('office ${seed} ${n}', 'name ${n}', NULL);
    DELETE FROM control;
    INSERT INTO control SELECT code, price FROM prices UNION ALL SELECT id, name FROM customers WHERE id LIKE 'office %'`,
}

async function keepTransmitting({ role, home, file, seed }: Work['locations'][number], boundary: Work['boundary']) {
  const own = new DatabaseSync(file)
  own.exec('PRAGMA busy_timeout = 10000')
  const reached = () => {
    if (boundary && --boundary.nth <= 0) process.kill(process.pid, 'SIGKILL')
  }
  const onEvent = ({ step }: { step: VisitStep }) => {
    if (step === boundary?.at) reached()
  }
  const folder = boundary && FOLDERS[boundary.at]
  for (let n = 1; ; n++) {
    own.exec(`BEGIN IMMEDIATE; ${edits[role](seed, n)}; COMMIT`)
    const location = role === 'office' ? await Office.open(home) : await Store.open(home)
    const watcher = folder ? watch(join(home, folder), reached) : null
    await location.transmit({ onEvent })
    watcher?.close()
    await location.close()
  }
}

process.send?.('ready')
const [{ locations, boundary }] = (await once(process, 'message')) as [Work]
const working = locations.map((location) => keepTransmitting(location, boundary))
process.send?.('edited')
await Promise.all(working)
