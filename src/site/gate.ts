import type { Client, FTPResponse } from 'basic-ftp'
import type { DataChannel, DataMode } from './data-mode.ts'

/** How long the reply may lag behind a data connection that failed: it tells more than the broken socket does. */
const replyGraceMs = 3_000

const transferCommand = /^(STOR|APPE|RETR|REST|LIST|MLSD|NLST)\b/

export type Gate = {
  /** Text of the reply that ended the last transfer; `Client.list` keeps it to itself. */
  lastTransferReply: string
}

/**
 * Makes a client hold back every reply of a transfer until its data connection is connected and secure, and only then
 * hands that connection to basic-ftp. Error replies pass at once. This mends in one place: uploads of 0 bytes over a
 * resumed TLS session (the socket was ended before the handshake), the reply lost when a site refuses a command and drops
 * the data connection with it, and active mode, which basic-ftp does not know.
 */
export const gateTransfers = (client: Client, openData: DataMode): Gate => {
  const gate: Gate = { lastTransferReply: '' }
  const { ftp } = client
  let channel: DataChannel | undefined

  client.prepareTransfer = async () => {
    channel = await openData(ftp)
    // Looked at below, when a reply is there; until then a failure must not count as unhandled.
    channel.opened.catch(() => undefined)
    return channel.reply
  }

  const handle = ftp.handle.bind(ftp)
  ftp.handle = (command, onReply) => {
    if (command === undefined || channel === undefined || !transferCommand.test(command))
      return handle(command, onReply)
    const { opened, standIn } = channel
    channel = undefined
    gate.lastTransferReply = ''
    const held: FTPResponse[] = []
    let state: 'closed' | 'open' | 'over' = 'closed'
    let grace: NodeJS.Timeout | undefined
    opened.catch((error) => {
      if (state === 'closed') grace = setTimeout(() => ftp.closeWithError(error), replyGraceMs)
    })

    return handle(command, (reply, task) => {
      if (reply instanceof Error) {
        state = 'over'
        clearTimeout(grace)
        onReply(reply, task)
        return
      }
      gate.lastTransferReply = reply.message
      if (state === 'open' || reply.code === 350) {
        onReply(reply, task)
        return
      }
      held.push(reply)
      if (held.length > 1) return
      opened
        .then((socket) => {
          if (state === 'over') return
          state = 'open'
          standIn.handedOver = true
          ftp.dataSocket = socket
          if (socket.errored) throw socket.errored
          for (const each of held) onReply(each, task)
        })
        .catch((error) => {
          clearTimeout(grace)
          if (state !== 'over') ftp.closeWithError(error)
        })
    })
  }
  return gate
}
