import type { Socket } from 'node:net'
import { Client, FTPContext, FTPError } from 'basic-ftp'
import { ControlReplies } from './control-replies.ts'

/** How long the reply may lag behind a data connection that failed: it tells more than the broken socket does. */
export const replyGraceMs = 3_000

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

  /**
   * A data connection that breaks does not end the session at once: a site that refuses the rest of a file (over quota) cuts it, and
   * says why on the control connection right after (see gate.ts).
   */
  protected override _setupDefaultErrorHandlers(socket: Socket, identifier: string): void {
    super._setupDefaultErrorHandlers(socket, identifier)
    if (identifier !== 'data socket') return
    socket.removeAllListeners('error').removeAllListeners('close')
    const failed = (error: Error) => {
      const task = this._task
      setTimeout(() => {
        if (task !== undefined && this._task === task) this.closeWithError(error)
      }, replyGraceMs).unref()
    }
    socket.once('error', failed)
    socket.once('close', (hadError) => {
      if (hadError) failed(new Error(`Socket closed due to transmission error (${identifier})`))
    })
  }

  #newReplies(): ControlReplies {
    return new ControlReplies((line) => this.log(`< ${line}`))
  }
}
