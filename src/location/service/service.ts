import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder } from '../../files/make-folder.ts'
import { remove } from '../../files/remove.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import type { Command, ServiceSteps } from './service-steps.ts'

/** How a command ended. `code` null: there is no such program, or it did not end. */
export type Ended = { code: number | null; text: string }
/** Runs a command; tests give another. */
export type Run = (command: Command) => Promise<Ended>

const PATIENCE = 60_000

export const runCommand: Run = ([program, ...words]) =>
  new Promise((resolve) => {
    execFile(program, words, { timeout: PATIENCE, windowsHide: true }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null
      resolve({ code, text: `${stderr}${stdout}`.trim().split('\n')[0] ?? '' })
    })
  })

/**
 * Installs and starts it; where it is there already, it is made anew. Errors: SERVICE_REFUSED; what was written then stays, to be
 * looked at. Where the service manager is not there, nothing is written.
 */
export async function installService(steps: ServiceSteps, run: Run = runCommand): Promise<void> {
  const { path, bytes, kept } = steps.file
  if (!steps.able) throw absent(steps)
  // An older one is let go first, so that what runs is what the file says.
  if (existsSync(path) || (await run(steps.status)).code === 0) for (const command of steps.remove) await run(command)
  try {
    await makeFolder(dirname(path))
    await writeFile(path, bytes, { mode: 0o644 })
  } catch (cause) {
    const hint = 'Run it as somebody who may write there (with --system: as an administrator), and name --home.'
    throw refused(steps, `${path} cannot be written (${(cause as NodeJS.ErrnoException).code})`, { cause, hint })
  }
  for (const command of steps.install) await demand(steps, command, run)
  if (!kept) await remove(path)
}

/** Errors: SERVICE_REFUSED. Returns false where there was none. */
export async function removeService(steps: ServiceSteps, run: Run = runCommand): Promise<boolean> {
  const { there, runs } = await serviceStatus(steps, run)
  if (!there) return false
  const [first, ...rest] = steps.remove
  const ended = first && (await run(first))
  await remove(steps.file.path)
  for (const command of rest) await demand(steps, command, run)
  if (runs && rest.length === 0 && ended?.code !== 0) throw refused(steps, ended?.text || 'it did not answer')
  return true
}

/** `runs`: what the service manager says; null where it cannot be asked. */
export async function serviceStatus(
  steps: ServiceSteps,
  run: Run = runCommand,
): Promise<{ there: boolean; runs: boolean | null; text: string }> {
  const { code, text } = await run(steps.status)
  const there = steps.file.kept ? existsSync(steps.file.path) : code === 0
  if (code === null) return { there, runs: null, text: text || `${steps.manager} is not there` }
  return { there, runs: steps.tells === 'there' ? null : code === 0, text }
}

async function demand(steps: ServiceSteps, command: Command, run: Run): Promise<void> {
  const { code, text } = await run(command)
  if (code !== 0)
    throw refused(steps, `${command.join(' ')}: ${text || (code === null ? 'no such program' : `ended with ${code}`)}`)
}

const absent = ({ manager }: ServiceSteps): CentralOfficeError =>
  new CentralOfficeError('SERVICE_REFUSED', `This computer is not run by ${manager}, so nothing was installed.`, {
    hint: 'Let whatever starts programs here run "central-office serve"; service install --print shows the whole command.',
  })

function refused(
  { manager, file }: ServiceSteps,
  why: string,
  { cause, hint }: { cause?: unknown; hint?: string } = {},
): CentralOfficeError {
  // systemctl's own words where nobody is signed in with a session: under su, or in a bare shell.
  const noSession = /connect to .*bus/i.test(why)
  return new CentralOfficeError('SERVICE_REFUSED', `${manager} did not do it: ${why}.`, {
    hint:
      hint ??
      (noSession
        ? 'Sign in as this user itself (not through su), or install it for the whole computer with --system.'
        : `What is to run stands in ${file.path}. See docs/SERVICE.md for how to do it by hand.`),
    cause,
  })
}
