import { Client, FTPContext, FTPError } from 'basic-ftp'
import { ControlReplies } from './control-replies.ts'

/**
 * The library's client with a reader of replies of our own: its own takes a piece that TCP cut within a line for whole lines, so that
 * "2" and "26 Transfer complete" are no reply at all.
 */
export class SiteClient extends Client {
  override readonly ftp: FTPContext

  constructor(timeoutMs: number) {
    super(timeoutMs)
    this.ftp = new ControlConnection(timeoutMs)
  }
}

class ControlConnection extends FTPContext {
  #replies = new ControlReplies()
  #readFrom: unknown

  protected override _onControlSocketData(piece: string): void {
    // What is left over of the clear must never count inside TLS (RFC 4217, 15.4).
    if (this.#readFrom !== this.socket) this.#replies = this.#newReplies()
    this.#readFrom = this.socket
    try {
      for (const reply of this.#replies.take(piece)) {
        this._passToHandler(reply.code >= 400 ? new FTPError(reply) : reply)
      }
    } catch (error) {
      this.closeWithError(error as Error)
    }
  }

  #newReplies(): ControlReplies {
    return new ControlReplies((line) => this.log(`< ${line}`))
  }
}
