import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export type RunningServer = {
  host: string
  port: number
  username: string
  password: string
  /** Folder the account lands in. */
  root: string
  /** The server's own certificate authority, where it has TLS. */
  certificatePem?: string
  close(): Promise<void>
}

const binary = ['/usr/sbin/vsftpd', '/usr/local/sbin/vsftpd'].find((file) => existsSync(file))

/** Why vsftpd cannot be run here; '' where it can. Accounts of its own need the rights of root. */
export const vsftpdMissing = (): string => {
  if (binary === undefined) return 'vsftpd is not installed'
  if (process.getuid?.() !== 0) return 'vsftpd needs root to let an account sign in'
  return ''
}

/** Runs a vsftpd of its own on loopback, with an account, a folder and a certificate that go away with it. */
export const startVsftpd = async ({ tls }: { tls: 'off' | 'explicit' }): Promise<RunningServer> => {
  if (binary === undefined) throw new Error(vsftpdMissing())
  const folder = await mkdtemp(path.join(tmpdir(), 'vsftpd-'))
  await chmod(folder, 0o755)
  const root = path.join(folder, 'account')
  await mkdir(root)
  await mkdir(path.join(folder, 'empty'))
  const port = await freePort()
  const account = addAccount(root)
  const certificate = tls === 'explicit' ? await makeCertificate(folder) : null
  const config = path.join(folder, 'vsftpd.conf')
  await writeFile(config, configuration(port, folder, certificate?.file ?? null), { mode: 0o600 })

  const server = spawn(binary, [config], { stdio: 'ignore' })
  await answering(server, port)
  return {
    host: 'localhost',
    port,
    root,
    username: account.username,
    password: account.password,
    ...(certificate === null ? {} : { certificatePem: certificate.pem }),
    close: async () => {
      await ended(server)
      account.remove()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const configuration = (port: number, folder: string, certificate: string | null): string => `
listen=YES
listen_address=127.0.0.1
listen_port=${port}
background=NO
local_enable=YES
write_enable=YES
anonymous_enable=NO
pam_service_name=vsftpd
seccomp_sandbox=NO
pasv_address=127.0.0.1
secure_chroot_dir=${folder}/empty
xferlog_enable=NO
ssl_enable=${certificate === null ? 'NO' : 'YES'}
${
  certificate === null
    ? ''
    : `rsa_cert_file=${certificate}
force_local_logins_ssl=YES
force_local_data_ssl=YES
require_ssl_reuse=YES
strict_ssl_read_eof=YES
ssl_ciphers=HIGH
`
}`

/** A user of the system with a random password: vsftpd knows no other accounts, and its PAM rules want a known shell. */
const addAccount = (root: string) => {
  const username = `cosite${randomBytes(3).toString('hex')}`
  const password = randomBytes(12).toString('base64url')
  execFileSync('useradd', ['--no-create-home', '--home-dir', root, '--shell', '/bin/sh', username])
  execFileSync('chpasswd', { input: `${username}:${password}\n` })
  execFileSync('chown', [username, root])
  return { username, password, remove: () => void execFileSync('userdel', [username], { stdio: 'ignore' }) }
}

const makeCertificate = async (folder: string): Promise<{ file: string; pem: string }> => {
  const key = path.join(folder, 'key.pem')
  const certificate = path.join(folder, 'certificate.pem')
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const files = ['-keyout', key, '-out', certificate]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files], {
    stdio: 'ignore',
  })
  const pem = await readFile(certificate, 'utf8')
  const file = path.join(folder, 'both.pem')
  await writeFile(file, (await readFile(key, 'utf8')) + pem, { mode: 0o600 })
  return { file, pem }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject()))
    })
  })

/** The server says nothing when it is ready, so its port is tried until it answers. */
const answering = async (server: ChildProcess, port: number): Promise<void> => {
  for (let tries = 0; tries < 100; tries += 1) {
    if (server.exitCode !== null) throw new Error(`vsftpd ended at once with exit code ${server.exitCode}`)
    if (await answers(port)) return
    await pause(50)
  }
  throw new Error('vsftpd did not answer within 5 seconds')
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', () => resolve(false))
    socket.once('data', () => {
      socket.destroy()
      resolve(true)
    })
  })

const ended = (server: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) return resolve()
    server.once('exit', () => resolve())
    server.kill()
  })
