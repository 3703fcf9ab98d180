import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { type Client, type FTPContext, FTPError, type FTPResponse } from 'basic-ftp'
import type { DataChannel, DataMode } from './data-mode.ts'
import type { Intake } from './intake.ts'
import { replyGraceMs } from './site-client.ts'

type OnReply = Parameters<FTPContext['handle']>[1]
type Task = Parameters<OnReply>[1]

/** How long TLS waits for the site to say it is ready, before trying whether the site waits for us. */
const helloPauseMs = 150

const transferCommand = /^(STOR|APPE|RETR|REST|LIST|MLSD|NLST)\b/

/** What was found out about a site: it says nothing before TLS is there on the data connection. Kept over reconnects. */
export type HelloHabit = { helloFirst: boolean }

export type Gate = {
  /** Text of the reply that ended the last transfer; `Client.list` keeps it to itself. */
  lastTransferReply: string
  /** Where the bytes of the next transfer go, if it is a download into a file; serves for one. */
  intake: Intake | undefined
}

/**
 * Makes a client hold back every reply of a transfer until its data connection is connected and secure, and only then
 * hands that connection to basic-ftp. Error replies pass at once. This mends in one place: uploads of 0 bytes over a
 * resumed TLS session (the socket was ended before the handshake), the reply lost when a site refuses a command and drops
 * the data connection with it, sites that hang up on a TLS handshake that comes before the command, and active mode,
 * which basic-ftp does not know.
 */
export const gateTransfers = (client: Client, dataMode: DataMode, habit: HelloHabit): Gate => {
  const gate: Gate = { lastTransferReply: '', intake: undefined }
  const { ftp } = client
  let channel: DataChannel | undefined

  client.prepareTransfer = async () => {
    const { intake } = gate
    gate.intake = undefined
    channel = await dataMode.prepare(ftp, intake)
    return channel.reply
  }

  const handle = ftp.handle.bind(ftp)
  ftp.handle = (command, onReply) => {
    if (command === undefined || channel === undefined || !transferCommand.test(command)) {
      return handle(command, onReply)
    }
    const transfer = heldBack(ftp, channel, habit, (reply, task) => {
      if (!(reply instanceof Error)) gate.lastTransferReply = reply.message
      onReply(reply, task)
    })
    channel = undefined
    const done = handle(command, transfer.onReply)
    transfer.commandSent()
    return done
  }
  return gate
}

const heldBack = (ftp: FTPContext, channel: DataChannel, habit: HelloHabit, onReply: OnReply) => {
  const held: Parameters<OnReply>[] = []
  let state: 'waiting' | 'opening' | 'open' | 'over' = 'waiting'
  let socket: Socket | undefined
  let failure: Error | undefined
  let broken: { error: Error; settle: (last: Error) => void } | undefined
  let timer: NodeJS.Timeout | undefined

  const begin = () => {
    if (state !== 'waiting') return
    state = 'opening'
    clearTimeout(timer)
    channel.open().then(
      (opened) => {
        if (state === 'over') return void opened.destroy()
        if (held.length === 0) habit.helloFirst = true
        socket = opened
        release()
      },
      (error) => {
        if (state === 'over') return
        failure = error
        // Perhaps another server by now, one that hangs up on a handshake before its first word.
        habit.helloFirst = false
        if (held.length > 0) ftp.closeWithError(error)
        else timer = setTimeout(() => ftp.closeWithError(error), replyGraceMs)
      },
    )
  }

  // Not before the first reply either: until then a broken data connection must not end the client, an error may come.
  const release = () => {
    if (state !== 'opening' || socket === undefined || held.length === 0) return
    state = 'open'
    channel.standIn.handedOver = true
    ftp.dataSocket = socket
    try {
      if (socket.errored) throw socket.errored
      for (const reply of held.splice(0)) onReply(...reply)
    } catch (error) {
      ftp.closeWithError(error as Error)
    }
  }

  /** A data connection that broke off fails the transfer only once the site has said why, or has had the time to. */
  const awaitingReply = (task: Task): Task => ({
    resolve: (result) => task.resolve(result),
    reject: (error) => {
      if (error instanceof FTPError || ftp.closed || broken !== undefined) return task.reject(error)
      const timer = setTimeout(() => broken?.settle(error), replyGraceMs)
      const settle = (last: Error) => {
        clearTimeout(timer)
        task.reject(last)
      }
      broken = { error, settle }
    },
  })

  return {
    /** TLS begins with the site's word that it is ready, or, where that never comes, a moment after the command. */
    commandSent: () => {
      const pause = ftp.socket instanceof TLSSocket && !habit.helloFirst ? helloPauseMs : 0
      if (pause === 0) begin()
      else if (state === 'waiting') timer = setTimeout(begin, pause)
    },
    onReply: ((reply, task) => {
      if (reply instanceof Error && broken !== undefined) {
        broken.settle(reply instanceof FTPError ? reply : broken.error)
      } else if (reply instanceof Error) {
        if (state !== 'open') socket?.destroy()
        state = 'over'
        clearTimeout(timer)
        onReply(reply, task)
      } else if (broken !== undefined) {
        // All went well, it says, though not all went through.
        broken.settle(broken.error)
      } else if (state === 'open' || isRestart(reply)) {
        onReply(reply, awaitingReply(task))
      } else if (failure !== undefined) {
        ftp.closeWithError(failure)
      } else {
        held.push([reply, awaitingReply(task)])
        begin()
        release()
      }
    }) satisfies OnReply,
  }
}

/** 350 asks for the next command, it does not start the transfer. */
const isRestart = (reply: FTPResponse): boolean => reply.code === 350
