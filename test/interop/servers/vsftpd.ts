import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { onlyProtocol } from './certificate.ts'
import { findProgram, isRoot } from './programs.ts'
import { prepareFolder, type ServerFolder, startIn } from './server-folder.ts'
import type { Right, ServerKind } from './server-kind.ts'
import { addAccount, removeAccount } from './system-account.ts'

const program = findProgram('vsftpd')

/** Commands the server is told to refuse. */
const commandsOf: Partial<Record<Right, string>> = {
  'make folders': 'MKD,XMKD',
  write: 'STOR,APPE,STOU',
  list: 'LIST,NLST,STAT,MLSD',
  'ask for sizes': 'SIZE',
  read: 'RETR',
  'ask for times': 'MDTM',
  rename: 'RNFR,RNTO',
  delete: 'DELE',
  'remove folders': 'RMD,XRMD',
}

export const vsftpd: ServerKind = {
  name: 'vsftpd',
  missing: () => {
    if (program === undefined) return 'vsftpd is not there: run test/interop/servers/fetch-servers.sh'
    return isRoot() ? '' : 'vsftpd needs root to let an account sign in'
  },
  lacks: {},
  limits: ['list'],
  canTakeAway: [...(Object.keys(commandsOf) as Right[]), 'change anything'],
  start: async (options) => {
    const prepared = await prepareFolder('vsftpd', options)
    const { folder, username, password, root } = prepared
    await mkdir(path.join(folder, 'empty'))
    const config = path.join(folder, 'vsftpd.conf')
    await writeFile(config, configuration(prepared), { mode: 0o600 })
    const environment = await onlyProtocol(folder, options.encryption)
    // PAM is asked under a name it has no rules for, so that it takes those for any other service, which every Debian has.
    addAccount(username, password, root)
    return startIn(prepared, { program: program ?? '', args: [config], environment }, () => removeAccount(username))
  },
}

const configuration = ({
  address,
  port,
  folder,
  certificate,
  encryption,
  without,
  settings = [],
}: ServerFolder): string => `
${settings.join('\n')}
${address === '::1' ? `listen=NO\nlisten_ipv6=YES\nlisten_address6=::1` : 'listen=YES\nlisten_address=127.0.0.1'}
listen_port=${port}
# Left to itself it takes any port from 1024 up, also one that another server is about to take.
pasv_min_port=40000
pasv_max_port=60000
background=NO
local_enable=YES
anonymous_enable=NO
pam_service_name=central-office-interop
seccomp_sandbox=NO
secure_chroot_dir=${folder}/empty
xferlog_enable=NO
delay_failed_login=0
write_enable=${without === 'change anything' ? 'NO' : 'YES'}
${without !== undefined && commandsOf[without] !== undefined ? `cmds_denied=${commandsOf[without]}` : ''}
${
  certificate === null
    ? ''
    : `ssl_enable=YES
rsa_cert_file=${certificate.file}
implicit_ssl=${encryption === 'implicit TLS' ? 'YES' : 'NO'}
force_local_logins_ssl=YES
force_local_data_ssl=YES
require_ssl_reuse=YES
strict_ssl_read_eof=YES
ssl_ciphers=HIGH
`
}`
