import { randomBytes, randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { openSqlite } from '../../src/databases/sqlite.ts'
import { shopReplicaSetup } from '../../src/demo/shop/replica-setup.ts'
import { Epoch, Guid } from '../../src/model/ids.ts'
import { StoreReplica } from '../../src/transmission/store-replica.ts'

const chunkBytes = 16 * 1024 * 1024

/**
 * Starts to capture a shop and exports its initial load to nowhere: from here on it is as it is on any day, with nothing
 * pending.
 */
export const captureShop = async (shopFile: string): Promise<void> => {
  const database = openSqlite(shopFile)
  try {
    const epoch = Epoch.parse(randomBytes(8).toString('hex'))
    const replica = await StoreReplica.create(database, Guid.parse(randomUUID()), epoch, shopReplicaSetup())
    const nowhere = `${shopFile}.made`
    for (;;) {
      const made = await replica.export(nowhere, chunkBytes)
      rmSync(nowhere, { force: true })
      if (made === null) return
    }
  } finally {
    await database.close()
  }
}
