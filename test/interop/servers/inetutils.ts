import path from 'node:path'
import { environmentOf, findProgram, isRoot } from './programs.ts'
import { missingModules, python } from './python-site.ts'
import { prepareFolder, startIn } from './server-folder.ts'
import { noTls, type ServerKind } from './server-kind.ts'
import { addAccount, removeAccount } from './system-account.ts'

const program = findProgram('ftpd')
const script = path.join(import.meta.dirname, 'inetutils-site.py')

export const inetutils: ServerKind = {
  name: "GNU inetutils' ftpd",
  missing: () => {
    if (program === undefined) return "GNU inetutils' ftpd is not there: run test/interop/servers/fetch-servers.sh"
    return isRoot() ? missingModules("GNU inetutils' ftpd", 'socket') : 'it needs root to let an account sign in'
  },
  lacks: noTls("GNU inetutils' ftpd"),
  limits: ['list'],
  canTakeAway: [],
  start: async (options) => {
    const prepared = await prepareFolder('inetutils', options)
    const { address, port, username, password, root } = prepared
    addAccount(username, password, root)
    const args = [script, address, String(port), program ?? '']
    return startIn(prepared, { program: python, args, environment: environmentOf(program ?? '') }, () =>
      removeAccount(username),
    )
  },
}
