import { execFileSync } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { onlyProtocol } from './certificate.ts'
import { hashOf } from './password-hash.ts'
import { environmentOf, findProgram, isRoot } from './programs.ts'
import { actingAs, prepareFolder, type ServerFolder, startIn } from './server-folder.ts'
import type { Right, ServerKind } from './server-kind.ts'

const program = findProgram('pure-ftpd')
const accountProgram = findProgram('pure-pw')

/** It has few settings for rights, but the umask (files:folders) takes them from what the account makes itself. */
const optionsOf: Partial<Record<Right, string[]>> = {
  write: ['--umask', '133:222'],
  list: ['--umask', '133:444'],
  read: ['--umask', '466:022'],
  overwrite: ['--autorename'],
  rename: ['--norename'],
  delete: ['--keepallfiles'],
}

export const pureFtpd: ServerKind = {
  name: 'Pure-FTPd',
  missing: () => {
    if (program === undefined || accountProgram === undefined) {
      return 'Pure-FTPd is not there: run test/interop/servers/fetch-servers.sh'
    }
    return isRoot() ? '' : 'Pure-FTPd as Debian builds it starts as root only'
  },
  lacks: { 'implicit TLS': 'Pure-FTPd as Debian builds it has explicit TLS only' },
  limits: [],
  canTakeAway: [...(Object.keys(optionsOf) as Right[]), 'change anything'],
  start: async (options) => {
    const prepared = await prepareFolder('pure-ftpd', options)
    const accounts = await addAccount(prepared)
    if (options.without === 'change anything') await chmod(prepared.root, 0o555)
    const environment = await onlyProtocol(prepared.folder, options.encryption)
    return startIn(prepared, { program: program ?? '', args: argumentsFor(prepared, accounts), environment })
  },
}

const argumentsFor = (
  { address, port, folder, certificate, without, settings = [] }: ServerFolder,
  accounts: string,
): string[] => [
  ...(address === '::1' ? ['--ipv6only'] : ['--ipv4only']),
  ...['--bind', `${address},${port}`],
  ...['--pidfile', path.join(folder, 'pid')],
  ...['--login', `puredb:${accounts}`],
  '--noanonymous',
  '--dontresolve',
  // The switch for what is mandatory: control and data connections.
  ...(certificate === null ? ['--tls', '0'] : ['--tls', '3', '--certfile', certificate.file]),
  ...(without === undefined ? [] : (optionsOf[without] ?? [])),
  ...settings,
]

/** An account in a file of the server's own. Its own hashes take a second a sign-in, so that of the system is used. */
const addAccount = async ({ folder, root, username, password }: ServerFolder): Promise<string> => {
  const [list, database] = [path.join(folder, 'accounts'), path.join(folder, 'accounts.pdb')]
  const { uid, gid } = actingAs()
  // The "/./" is where the account is locked in; the empty fields are limits it does not have.
  const account = [username, hashOf(password), uid, gid, '', `${root}/./`, ...Array(12).fill('')].join(':')
  await writeFile(list, `${account}\n`, { mode: 0o600 })
  const program = accountProgram ?? ''
  execFileSync(program, ['mkdb', database, '-f', list], { env: environmentOf(program) })
  return database
}
