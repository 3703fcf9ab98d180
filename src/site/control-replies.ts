import type { FTPResponse } from 'basic-ftp'

/** More than this of one unfinished reply is no reply any more (characters). */
const maxReplyLength = 64 * 1024

/**
 * Reads the replies of a control connection (RFC 959, 4.2) from pieces of any size: TCP may cut anywhere, within a line and
 * within its end too. A line counts once its LF has come; what is no line of a reply is passed over.
 */
export class ControlReplies {
  #line = ''
  /** Lines of a reply of several that has not ended yet. */
  #group: string[] = []
  #length = 0
  readonly #onLine: (line: string) => void

  /** `onLine` gets each line when it is whole, so that a log never tells a secret in two halves. */
  constructor(onLine: (line: string) => void = () => undefined) {
    this.#onLine = onLine
  }

  /** The replies that this piece completes, in order. Throws where one grows beyond every measure. */
  take(piece: string): FTPResponse[] {
    const replies: FTPResponse[] = []
    this.#line += piece
    if (piece.includes('\n')) {
      const lines = this.#line.split('\n')
      this.#line = lines.pop() ?? ''
      for (const line of lines.map((one) => one.replace(/\r$/, ''))) {
        this.#onLine(line)
        const reply = this.#takeLine(line)
        if (reply !== null) replies.push(reply)
      }
    }
    if (this.#length + this.#line.length > maxReplyLength) throw new Error('A reply of the site does not end.')
    return replies
  }

  #takeLine(line: string): FTPResponse | null {
    if (this.#group.length === 0) {
      if (/^\d{3}(?: |$)/.test(line)) return replyOf(line)
      if (!/^\d{3}-/.test(line)) return null
    }
    // Blank lines within a reply mean nothing.
    if (line.trim() !== '') {
      this.#group.push(line)
      this.#length += line.length
    }
    const code = this.#group[0]?.slice(0, 3)
    if (this.#group.length === 1 || !(line === code || line.startsWith(`${code} `))) return null
    const reply = replyOf(this.#group.join('\n'))
    this.#group = []
    this.#length = 0
    return reply
  }
}

const replyOf = (message: string): FTPResponse => ({ code: Number(message.slice(0, 3)), message })
