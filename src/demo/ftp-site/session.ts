import type { Socket } from 'node:net'
import { ControlLines } from './control-lines.ts'
import { DataConnection } from './data-connection.ts'
import type { Effect, Visitor } from './effect.ts'
import { locate, resolvePath } from './paths.ts'
import { Refusal } from './refusal.ts'
import { secureSocket } from './secure-socket.ts'
import type { SiteSetup } from './site-options.ts'

/** One control connection: who the visitor is, where he is, and what he has agreed on for the next transfer. */
export class Session implements Visitor {
  readonly setup: SiteSetup
  readonly lines: ControlLines
  readonly data = new DataConnection()
  username: string | undefined
  signedIn = false
  secure = false
  /** PROT: C = data in the clear, P = data inside TLS. */
  protection: 'C' | 'P' = 'C'
  /** TYPE: A = text, I = bytes as they are. */
  type: 'A' | 'I' = 'A'
  /** Virtual path of the working folder. */
  folder = '/'
  /** Virtual path that RNFR named. */
  renameFrom: string | undefined
  /** Where REST said the next transfer starts, bytes. */
  restart = 0
  epsvOnly = false
  /** What is different about the command that is being worked on. */
  effect: Effect = {}
  #control: Socket
  #answered = false
  readonly #gone = new AbortController()

  constructor(socket: Socket, setup: SiteSetup) {
    this.setup = setup
    this.#control = socket
    this.lines = new ControlLines((line) => this.#note(line))
    this.lines.readFrom(socket)
    this.#endWith(socket)
  }

  get gone(): AbortSignal {
    return this.#gone.signal
  }

  /** Addresses of the two ends of the control connection. Refused (421) when it has gone meanwhile. */
  get addresses(): { local: string; remote: string; family: 4 | 6 } {
    const { localAddress: local, remoteAddress: remote, remoteFamily } = this.#control
    if (!local || !remote) throw new Refusal(421, 'Connection lost')
    return { local, remote, family: remoteFamily === 'IPv6' ? 6 : 4 }
  }

  /** A command begins: it is not answered yet, and `effect` is what is different about it. */
  begin(effect: Effect): void {
    this.effect = effect
    this.#answered = false
  }

  /**
   * Sends a reply. Codes below 200 announce the answer, any other is the answer (RFC 959, 4.2), and only the first
   * answer to a command is sent. Several lines make a multi-line reply.
   */
  reply(code: number, ...lines: string[]): void {
    if (code >= 200) {
      if (this.#answered) return
      this.#answered = true
      if (this.effect.loseReply) {
        this.drop()
        return
      }
    }
    const last = lines.length - 1
    const text = lines.map((line, index) =>
      index === last ? `${code} ${line}` : index === 0 ? `${code}-${line}` : ` ${line}`,
    )
    if (this.#control.writable) this.#write(Buffer.from(`${text.join('\r\n')}\r\n`))
  }

  #write(bytes: Buffer): void {
    const control = this.#control
    if (!this.setup.slicedReplies) return void control.write(bytes)
    control.setNoDelay(true)
    for (const byte of bytes) control.write(Buffer.of(byte))
  }

  hangUp(): void {
    this.lines.end()
    this.#control.end(() => this.#control.destroy())
  }

  cutData(): void {
    this.data.close()
  }

  drop(): void {
    this.data.close()
    this.#control.destroy()
  }

  /** TLS on the control connection from here on. Takes over at once; resolves after the handshake. */
  async goSecure(): Promise<void> {
    if (!this.setup.secureContext) throw new Refusal(502, 'No TLS here')
    const { socket, ready } = secureSocket(this.#control, this.setup.secureContext)
    this.lines.readFrom(socket)
    this.#endWith(socket)
    this.#control = socket
    this.secure = true
    await ready.catch(() => this.drop())
  }

  /** Opens the data connection for one transfer, inside TLS if so agreed, after telling the visitor (150). */
  async openData(announcement: string): Promise<Socket> {
    if (this.setup.requireTls && this.protection !== 'P')
      throw new Refusal(522, 'Data connections must be encrypted (PROT P)')
    if (!this.data.isPrepared) throw new Refusal(425, 'Use PASV, EPSV, PORT or EPRT first')
    this.reply(150, announcement)
    const socket = await this.data.open(this.gone)
    if (this.protection === 'C' || !this.setup.secureContext) return socket
    // Only now: a client may wait for the 150 before it begins the handshake.
    const { socket: secure, ready } = secureSocket(socket, this.setup.secureContext)
    await ready.catch((cause) => {
      throw new Refusal(425, 'TLS handshake of the data connection failed', { cause })
    })
    return secure
  }

  /** The virtual path that a command's argument means. Refused (501) without one. */
  resolve(argument: string): string {
    if (argument === '') throw new Refusal(501, 'A name is missing')
    return resolvePath(this.folder, this.setup.caseFolding || this.setup.capitals ? argument.toLowerCase() : argument)
  }

  /** The path on the disk that a command's argument means. */
  locate(argument: string): Promise<string> {
    return locate(this.setup.root, this.resolve(argument))
  }

  /** Milliseconds since 1970, by the site's clock. */
  siteTime(time: number): number {
    return time + this.setup.clockOffset
  }

  #note(line: string): void {
    const masked = line.replace(/^(\s*PASS\s).*$/i, '$1***')
    this.setup.commands.push(masked)
    this.setup.onCommand?.(masked)
    // The one command that acts while another is being worked on; its reply still waits for its turn.
    if (/^ABOR$/i.test(line)) this.data.close()
  }

  #endWith(socket: Socket): void {
    socket.on('error', () => {}) // 'close' follows
    socket.on('close', () => {
      this.data.close()
      this.lines.end()
      this.#gone.abort()
    })
  }
}
