import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { connect as connectTls } from 'node:tls'
import type { FtpSite } from '../../../src/demo/ftp-site/ftp-site.ts'

/** A visitor who sends exactly what he is told to, and sees every reply as it came. */
export class RawClient {
  readonly #socket: Socket
  #received = ''
  #ended = false
  #wake: () => void = () => {}

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('utf8')
    socket.on('error', () => {}) // 'close' follows
    socket.on('data', (text: string) => {
      this.#received += text
      this.#wake()
    })
    socket.on('close', () => {
      this.#ended = true
      this.#wake()
    })
  }

  static async connect(site: FtpSite): Promise<RawClient> {
    const socket = connect(site.port, site.host)
    await once(socket, 'connect')
    return new RawClient(socket)
  }

  /** Connected, greeted and signed in, for bytes as they are. */
  static async signedIn(site: FtpSite): Promise<RawClient> {
    const client = await RawClient.connect(site)
    await client.reply()
    await client.ask(`USER ${site.username}`)
    await client.ask(`PASS ${site.password}`)
    await client.ask('TYPE I')
    return client
  }

  /** The same connection inside TLS. */
  async secured(site: FtpSite): Promise<RawClient> {
    this.#socket.removeAllListeners('data')
    const socket = connectTls({ socket: this.#socket, host: site.host, ca: site.certificate })
    await once(socket, 'secureConnect')
    return new RawClient(socket)
  }

  /** Sends these bytes as they are. */
  write(text: string): void {
    this.#socket.write(text)
  }

  /** Sends one command and gives its reply. */
  ask(command: string): Promise<string> {
    this.write(`${command}\r\n`)
    return this.reply()
  }

  /** The next reply, all its lines; 'closed' when the connection ended instead. */
  async reply(): Promise<string> {
    for (;;) {
      const [found] = /^(\d{3})(?: .*\r\n|-[\s\S]*?\r\n\1 .*\r\n)/.exec(this.#received) ?? []
      if (found !== undefined) {
        this.#received = this.#received.slice(found.length)
        return found.trimEnd()
      }
      if (this.#ended) return 'closed'
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** Connects to where EPSV says. */
  async passive(): Promise<Socket> {
    const port = /\|\|\|(\d+)\|/.exec(await this.ask('EPSV'))?.[1]
    const socket = connect(Number(port), this.#socket.remoteAddress)
    socket.on('error', () => {})
    await once(socket, 'connect')
    return socket
  }

  /** Everything a command sends over a passive data connection, and its replies. */
  async fetch(command: string): Promise<{ data: Buffer; replies: string[] }> {
    const socket = await this.passive()
    const [first, data] = await Promise.all([this.ask(command), buffer(socket)])
    return { data, replies: first.startsWith('1') ? [first, await this.reply()] : [first] }
  }

  close(): void {
    this.#socket.destroy()
  }
}
