import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { protocolOf } from './certificate.ts'
import { hashOf } from './password-hash.ts'
import { findProgram, isRoot, unpacked } from './programs.ts'
import { actingAs, prepareFolder, type ServerFolder, startIn } from './server-folder.ts'
import type { Right, ServerKind } from './server-kind.ts'

const program = findProgram('proftpd')

/** Commands the server is told to refuse. */
const commandsOf: Partial<Record<Right, string>> = {
  'make folders': 'MKD XMKD',
  write: 'STOR APPE STOU',
  list: 'LIST NLST STAT MLSD MLST',
  'ask for sizes': 'SIZE',
  read: 'RETR',
  'ask for times': 'MDTM',
  rename: 'RNFR RNTO',
  delete: 'DELE',
  'remove folders': 'RMD XRMD',
  'change anything': 'WRITE',
}

export const proftpd: ServerKind = {
  name: 'ProFTPD',
  missing: () => (program === undefined ? 'ProFTPD is not there: run test/interop/servers/fetch-servers.sh' : ''),
  lacks: {},
  limits: [],
  canTakeAway: [...(Object.keys(commandsOf) as Right[]), 'overwrite'],
  start: async (options) => {
    const prepared = await prepareFolder('proftpd', options)
    const { folder, username, password, root } = prepared
    const { uid, gid } = actingAs()
    const account = [username, hashOf(password), uid, gid, '', root, '/bin/sh'].join(':')
    await writeFile(path.join(folder, 'accounts'), `${account}\n`, { mode: 0o600 })
    const config = path.join(folder, 'proftpd.conf')
    await writeFile(config, configuration(prepared), { mode: 0o600 })
    return startIn(prepared, { program: program ?? '', args: ['--nodaemon', '--quiet', '--config', config] })
  },
}

/** Who runs this process: without the rights of root the server can be nobody else. */
const nameOf = (which: '-un' | '-gn'): string => execFileSync('id', [which], { encoding: 'utf8' }).trim()

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
${program?.startsWith(unpacked) ? `ModulePath ${unpacked}/usr/lib/proftpd` : ''}
${certificate === null ? '' : 'LoadModule mod_tls.c'}
ServerName "FTP site"
ServerType standalone
UseIPv6 ${address === '::1' ? 'on' : 'off'}
DefaultAddress ${address}
SocketBindTight on
Port ${port}
${isRoot() ? 'User nobody\nGroup nogroup\nDefaultRoot ~' : `User ${nameOf('-un')}\nGroup ${nameOf('-gn')}`}
PidFile ${folder}/pid
ScoreboardFile ${folder}/scoreboard
ControlsSocket ${folder}/controls
DelayEngine off
UseReverseDNS off
WtmpLog off
TransferLog none
SystemLog ${folder}/log
AuthPAM off
AuthOrder mod_auth_file.c
AuthUserFile ${folder}/accounts
RequireValidShell off
UseFtpUsers off
AllowOverwrite ${without === 'overwrite' ? 'off' : 'on'}
${without !== undefined && commandsOf[without] !== undefined ? `<Limit ${commandsOf[without]}>\nDenyAll\n</Limit>` : ''}
${
  certificate === null
    ? ''
    : `TLSEngine on
TLSRequired on
TLSRSACertificateFile ${certificate.file}
TLSRSACertificateKeyFile ${certificate.file}
TLSProtocol ${protocolOf(encryption) ?? 'TLSv1.2 TLSv1.3'}
${encryption === 'implicit TLS' ? 'TLSOptions UseImplicitSSL' : ''}
`
}`
