import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { Refusal } from './refusal.ts'

/** Reads this much ahead (bytes): large pieces are what makes transfers fast. */
const highWaterMark = 1024 * 1024
/** How long to wait for the other end to connect, milliseconds. */
const patience = 10_000

/** Where the next data connection comes from: the visitor connects here (passive), or we connect to him (active). */
export class DataConnection {
  #listener: Server | undefined
  #socket: Promise<Socket> | undefined
  #connect: (() => Promise<Socket>) | undefined

  get isPrepared(): boolean {
    return this.#connect !== undefined
  }

  /** Passive: waits at `host` for one connection from `peer`, and tells the port. */
  async listen(host: string, peer: string): Promise<number> {
    this.close()
    const listener = createServer({ highWaterMark })
    const accepted = new Promise<Socket>((resolve) => {
      listener.on('connection', (socket) => {
        socket.on('error', () => {}) // whoever reads or writes hears of it
        if (socket.remoteAddress !== peer) return void socket.destroy()
        listener.close()
        resolve(socket)
      })
    })
    listener.listen(0, host)
    await once(listener, 'listening')
    this.#listener = listener
    this.#socket = accepted
    this.#connect = () => accepted
    return (listener.address() as AddressInfo).port
  }

  /** Active: will connect to this port. */
  aim(host: string, port: number): void {
    this.close()
    this.#connect = async () => {
      const socket = connect(port, host)
      this.#socket = Promise.resolve(socket)
      socket.on('error', () => {})
      await once(socket, 'connect')
      return socket
    }
  }

  /** The connection, once it stands. It serves one transfer. Refused (425) where it cannot be had, or `gone` aborts. */
  async open(gone: AbortSignal): Promise<Socket> {
    const connecting = this.#connect
    this.#connect = undefined
    if (!connecting) throw new Refusal(425, 'Use PASV, EPSV, PORT or EPRT first')
    try {
      return await Promise.race([connecting(), abortOf(AbortSignal.any([gone, AbortSignal.timeout(patience)]))])
    } catch (error) {
      this.close()
      throw new Refusal(425, 'Cannot open the data connection', { cause: error })
    }
  }

  /** Ends whatever is open or prepared. */
  close(): void {
    this.#listener?.close()
    this.#listener = undefined
    this.#socket?.then((socket) => socket.destroy()).catch(() => {})
    this.#socket = undefined
    this.#connect = undefined
  }
}

const abortOf = async (signal: AbortSignal): Promise<never> => {
  if (!signal.aborted) await once(signal, 'abort')
  throw signal.reason
}
