import type { Socket } from 'node:net'

/** Longer commands than this end the connection (bytes). */
const maxLineLength = 16 * 1024

/** The command lines a visitor sends, kept in order until each is asked for, so that commands may be sent ahead. */
export class ControlLines {
  readonly #onArrival: (line: string) => void
  #socket: Socket | undefined
  #unfinished: Buffer = Buffer.alloc(0)
  #arrived: string[] = []
  #ended = false
  #wake: () => void = () => {}

  /** `onArrival` hears of each line at once, also while an earlier one is still being worked on. */
  constructor(onArrival: (line: string) => void) {
    this.#onArrival = onArrival
  }

  /**
   * Reads from this socket from now on. What came from an earlier one and was not asked for yet is forgotten: commands
   * sent ahead in the clear must not count inside TLS (RFC 4217, 15.4, tells why).
   */
  readFrom(socket: Socket): void {
    this.#socket?.off('data', this.#take)
    this.#unfinished = Buffer.alloc(0)
    this.#arrived = []
    this.#socket = socket
    socket.on('data', this.#take)
  }

  end(): void {
    this.#ended = true
    this.#wake()
  }

  /** The next line, without its end. Undefined: there will be none. */
  async next(): Promise<string | undefined> {
    while (this.#arrived.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#ended ? undefined : this.#arrived.shift()
  }

  readonly #take = (chunk: Buffer): void => {
    const bytes = Buffer.concat([this.#unfinished, chunk])
    const { lines, rest } = splitLines(bytes)
    this.#unfinished = rest
    if (rest.length > maxLineLength) this.#socket?.destroy()
    for (const line of lines) {
      this.#arrived.push(line)
      this.#onArrival(line)
    }
    this.#wake()
  }
}

/** Complete lines (ended by LF, or CR LF) as UTF-8 text, and the bytes after the last of them. */
const splitLines = (bytes: Buffer): { lines: string[]; rest: Buffer } => {
  const end = bytes.lastIndexOf(0x0a) + 1
  if (end === 0) return { lines: [], rest: bytes }
  const lines = bytes
    .subarray(0, end - 1)
    .toString('utf8')
    .split('\n')
    .map((line) => withoutTelnet(line.replace(/\r$/, '')))
  return { lines, rest: bytes.subarray(end) }
}

/** ABOR may come with Telnet signals in front (RFC 959, 4.1.3), which are no UTF-8. */
const withoutTelnet = (line: string): string => line.replace(/^\uFFFD+/, '')
