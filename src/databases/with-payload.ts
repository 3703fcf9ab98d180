import type { Database } from './database.ts'
import type { PayloadSide } from './dialect.ts'

/** Runs `work` with a payload file attached. Nobody else gets at the database meanwhile. */
export const withPayload = <T>(
  database: Database,
  side: PayloadSide,
  file: string,
  work: () => Promise<T>,
): Promise<T> =>
  database.alone(async () => {
    await database.attachPayload(side, file)
    try {
      return await work()
    } finally {
      await database.detachPayload(side)
    }
  })
