import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const program = fileURLToPath(new URL('./replicate-pouchdb.ts', import.meta.url))
const Replicated = z.strictObject({ rows: z.int().positive(), seconds: z.number().positive() })

/**
 * PouchDB's replication from one LevelDB to another on the same computer, up to `limit` order lines of a shop as documents.
 * Neither network nor sealing. Returns rows a second.
 */
export const replicatePouchdb = async (shopFile: string, folder: string, limit: number): Promise<number> => {
  const child = fork(program, [shopFile, folder, String(limit)])
  const ended = new AbortController()
  child.once('exit', (code) => ended.abort(new Error(`PouchDB's process ended with ${code}`)))
  const exit = once(child, 'exit')
  const [message] = await once(child, 'message', { signal: ended.signal })
  await exit
  const { rows, seconds } = Replicated.parse(message)
  return rows / seconds
}
