import { type ChildProcess, spawn } from 'node:child_process'
import { openSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { environmentOf } from './programs.ts'

export type Launch = {
  program: string
  args: string[]
  /** Its output goes into a file here. */
  folder: string
  address: string
  port: number
  environment?: NodeJS.ProcessEnv
}

/** Runs a server in the foreground and waits until it takes connections. Gives what ends it. */
export const launch = async ({ program, args, folder, address, port, environment }: Launch) => {
  const output = path.join(folder, 'output.txt')
  const sink = openSync(output, 'a')
  const env = { ...environmentOf(program), ...environment }
  const server = spawn(program, args, { stdio: ['ignore', sink, sink], env })
  const failed = new Promise<never>((_, reject) => server.once('error', reject))
  await Promise.race([failed, answering(server, address, port, output)])
  return () => ended(server)
}

/** The servers say nothing when they are ready, so the port is tried until it answers. */
const answering = async (server: ChildProcess, address: string, port: number, output: string): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    const answered = await answers(address, port)
    // Also after an answer, which came from somebody else then.
    if (server.exitCode !== null) {
      throw new Error(`The server ended with exit code ${server.exitCode}: ${readFileSync(output, 'utf8')}`)
    }
    if (answered) return
    await pause(25)
  }
  throw new Error(`The server did not answer within 5 seconds: ${readFileSync(output, 'utf8')}`)
}

const answers = (address: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, address)
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })

const ended = (server: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) return resolve()
    server.once('exit', () => resolve())
    server.kill()
  })
