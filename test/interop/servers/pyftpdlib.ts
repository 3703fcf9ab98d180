import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { protocolOf } from './certificate.ts'
import { missingModules, python, pythonEnvironment } from './python-site.ts'
import { prepareFolder, startIn } from './server-folder.ts'
import type { Right, ServerKind } from './server-kind.ts'

const script = path.join(import.meta.dirname, 'pyftpdlib-site.py')

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
  missing: () => missingModules('pyftpdlib', 'pyftpdlib, OpenSSL'),
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
    return startIn(prepared, { program: python, args: [script, file], environment: pythonEnvironment })
  },
}
