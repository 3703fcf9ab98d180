import { once } from 'node:events'
import { DatabaseSync } from 'node:sqlite'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

/** A shop program in a thread of its own that writes to table t (id, a, b) again and again, until it is stopped. */
export class BusyShop {
  readonly #worker: Worker

  private constructor(worker: Worker) {
    this.#worker = worker
  }

  static async open(file: string): Promise<BusyShop> {
    const worker = new Worker(new URL(import.meta.url), { workerData: { file } })
    // A test that fails must not wait for it.
    worker.unref()
    await once(worker, 'message')
    return new BusyShop(worker)
  }

  /** Returns how many transactions it made. */
  async close(): Promise<number> {
    const exit = once(this.#worker, 'exit')
    this.#worker.postMessage('stop')
    const [written] = await once(this.#worker, 'message')
    await exit
    return written
  }
}

if (!isMainThread && parentPort) {
  const port = parentPort
  const shop = new DatabaseSync(workerData.file, { timeout: 20_000 })
  shop.exec('PRAGMA synchronous = OFF')
  const put = shop.prepare('REPLACE INTO t VALUES (?, ?, ?)')
  let stopped = false
  let written = 0
  port.once('message', () => {
    stopped = true
  })
  const write = () => {
    shop.exec('BEGIN IMMEDIATE')
    for (let i = 0; i < 5; i++) put.run((written * 7 + i * 3) % 200, written, i)
    shop.exec(`UPDATE t SET a = a + 1 WHERE id % 30 = 0; DELETE FROM t WHERE id % 70 = ${written % 70}; COMMIT`)
    written++
    if (written === 1) port.postMessage('writing')
    if (!stopped) setTimeout(write, 3)
    else {
      port.postMessage(written)
      shop.close()
    }
  }
  write()
}
