import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { unpacked } from './programs.ts'
import { prepareFolder, startIn } from './server-folder.ts'
import type { RunningServer, StartOptions } from './server-kind.ts'

/** Debian's own, because the libraries come as packages of Debian. */
export const python = '/usr/bin/python3'
export const pythonEnvironment = { PYTHONPATH: path.join(unpacked, 'usr', 'lib', 'python3', 'dist-packages') }

/** Why a server that is a library of Python is not there; '' where it is. `modules` as after `import`. */
export const missingModules = (name: string, modules: string): string => {
  if (!existsSync(python)) return `${name} needs ${python}`
  const env = { ...process.env, ...pythonEnvironment }
  const tried = spawnSync(python, ['-c', `import ${modules}`], { env })
  return tried.status === 0 ? '' : `${name} is not there: run test/interop/servers/fetch-servers.sh`
}

/** Runs the script beside this file, which gets address, port, root, account and certificate as a JSON file. */
export const startPythonSite = async (
  name: Parameters<typeof prepareFolder>[0],
  script: string,
  options: StartOptions,
): Promise<RunningServer> => {
  const prepared = await prepareFolder(name, options)
  const { folder, address, port, root, username, password, certificate } = prepared
  const file = path.join(folder, 'how.json')
  const how = { address, port, root, username, password, certificate: certificate?.file ?? '' }
  await writeFile(file, JSON.stringify(how), { mode: 0o600 })
  const args = [path.join(import.meta.dirname, script), file]
  return startIn(prepared, { program: python, args, environment: pythonEnvironment })
}
