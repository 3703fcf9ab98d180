import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { cacheFolder } from './programs.ts'
import { prepareFolder, startIn } from './server-folder.ts'
import { noTls, type ServerKind } from './server-kind.ts'

const modules = path.join(cacheFolder, 'ftp-srv', 'package.json')
const script = path.join(import.meta.dirname, 'ftp-srv-site.ts')

export const ftpSrv: ServerKind = {
  name: 'ftp-srv',
  missing: () =>
    existsSync(path.join(path.dirname(modules), 'node_modules', 'ftp-srv'))
      ? ''
      : 'ftp-srv is not there: run test/interop/servers/fetch-servers.sh',
  lacks: noTls('ftp-srv, of which the kinds of TLS are not tried,'),
  limits: ['list', 'size'],
  canTakeAway: [],
  start: async (options) => {
    const prepared = await prepareFolder('ftp-srv', options)
    const { folder, address, port, root, username, password } = prepared
    const file = path.join(folder, 'how.json')
    await writeFile(file, JSON.stringify({ address, port, root, username, password, modules }), { mode: 0o600 })
    return startIn(prepared, { program: process.execPath, args: [script, file] })
  },
}
