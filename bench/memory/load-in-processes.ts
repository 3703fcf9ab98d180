import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Ground } from '../ground/ground.ts'
import { makeNetwork } from '../ground/network.ts'
import type { SampleShop } from '../ground/sample-shop.ts'

const program = fileURLToPath(new URL('./transmit-process.ts', import.meta.url))

/** The initial load of a shop, store and office each in a process of its own. Returns the most memory each held, bytes. */
export const loadInProcesses = async (
  { folder, sites }: Pick<Ground, 'folder' | 'sites'>,
  name: string,
  shop: SampleShop,
): Promise<{ store: number; office: number }> => {
  const network = await makeNetwork(folder, name, sites.plain, shop.copyTo)
  try {
    await network.join()
    await network.closeOffice()
    const store = await peakOf('store', network.storeHome)
    return { store, office: await peakOf('office', network.officeHome) }
  } finally {
    await network.remove()
  }
}

/** Bytes. */
export const peakOf = async (role: 'store' | 'office' | 'idle', home: string): Promise<number> => {
  const child = fork(program, [role, home])
  const ended = new AbortController()
  child.once('exit', (code) => ended.abort(new Error(`the process of the ${role} ended with ${code}`)))
  const exit = once(child, 'exit')
  const [peak] = await once(child, 'message', { signal: ended.signal })
  await exit
  return z.number().positive().parse(peak)
}
