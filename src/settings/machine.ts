import { createHash } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { hostname } from 'node:os'
import { type RunProgram, runSystemProgram } from './windows-program.ts'

/** The computer as its mark sees it; passed in by tests. */
export type MarkedMachine = { platform: string; run: RunProgram; hostname: string }
const thisMachine: MarkedMachine = { platform: process.platform, run: runSystemProgram, hostname: hostname() }

/**
 * Tells this computer and home folder from any other, 64 hex digits: the same after the folder was put back from a backup,
 * another for a copy of it elsewhere. A computer goes by the number its system was given when it was installed, or by
 * its name where the system has no such number.
 */
export async function machineOf(folder: string, machine: MarkedMachine = thisMachine): Promise<string> {
  const place = await realpath(folder).catch(() => folder)
  return createHash('sha256')
    .update(`${(await installedNumber(machine)) || machine.hostname}\n${place}`)
    .digest('hex')
}

let asked: Promise<string> | null = null

/** `/etc/machine-id`, on Windows MachineGuid of the registry, which is asked for once. '' where there is none. */
function installedNumber(machine: MarkedMachine): Promise<string> {
  if (machine.platform !== 'win32')
    return readFile('/etc/machine-id', 'utf8').then(
      (text) => text.trim(),
      () => '',
    )
  if (machine !== thisMachine) return machineGuid(machine.run)
  asked ??= machineGuid(machine.run)
  return asked
}

const REGISTRY = ['query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid', '/reg:64']

/** `    MachineGuid    REG_SZ    0190aa11-...`, whatever the language of the rest. */
async function machineGuid(run: RunProgram): Promise<string> {
  const text = (await run('reg.exe', REGISTRY)) ?? ''
  return /MachineGuid\s+REG_SZ\s+([0-9A-Fa-f-]{36})/.exec(text)?.[1]?.toLowerCase() ?? ''
}
