import { execFile } from 'node:child_process'
import { join } from 'node:path'

/** Runs a program of Windows and gives what it printed; null: it is not there, or it failed. Tests give another. */
export type RunProgram = (program: string, args: string[]) => Promise<string | null>

/** By their full path: a program of the same name in another folder of the PATH must not be taken. */
export const runSystemProgram: RunProgram = (program, args) =>
  new Promise((resolve) => {
    const path = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', program)
    execFile(path, args, { timeout: 20_000, windowsHide: true }, (error, stdout) => resolve(error ? null : stdout))
  })
