import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { protocolOf } from './certificate.ts'
import { unpacked } from './programs.ts'
import { prepareFolder, startIn } from './server-folder.ts'
import type { Right, ServerKind } from './server-kind.ts'

/** Debian's own, because the library comes as a package of Debian. */
const python = '/usr/bin/python3'
const script = path.join(import.meta.dirname, 'pyftpdlib-site.py')
const environment = { PYTHONPATH: path.join(unpacked, 'usr', 'lib', 'python3', 'dist-packages') }

/** Its letters for rights: enter, list, read, append, delete, rename, make folders, write, change times. */
const everyRight = 'elradfmwT'
const lettersOf: Partial<Record<Right, string>> = {
  'make folders': 'm',
  write: 'aw',
  list: 'l',
  read: 'r',
  rename: 'f',
  delete: 'd',
  'change anything': 'adfmwT',
}

export const pyftpdlib: ServerKind = {
  name: 'pyftpdlib',
  missing: () => {
    if (!existsSync(python)) return `pyftpdlib needs ${python}`
    const tried = spawnSync(python, ['-c', 'import pyftpdlib, OpenSSL'], { env: { ...process.env, ...environment } })
    return tried.status === 0 ? '' : 'pyftpdlib is not there: run test/interop/servers/fetch-servers.sh'
  },
  lacks: {},
  limits: [],
  canTakeAway: Object.keys(lettersOf) as Right[],
  start: async (options) => {
    const prepared = await prepareFolder('pyftpdlib', options)
    const { folder, address, port, root, username, password, certificate, encryption, without } = prepared
    const taken = without === undefined ? '' : (lettersOf[without] ?? '')
    const how = {
      ...{ address, port, root, username, password },
      certificate: certificate?.file ?? '',
      implicit: encryption === 'implicit TLS',
      protocol: protocolOf(encryption),
      perm: [...everyRight].filter((letter) => !taken.includes(letter)).join(''),
    }
    const file = path.join(folder, 'how.json')
    await writeFile(file, JSON.stringify(how), { mode: 0o600 })
    return startIn(prepared, { program: python, args: [script, file], environment })
  },
}
