import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Encryption } from './server-kind.ts'

type Certificate = { file: string; pem: string }

let made: Promise<{ key: string; pem: string }> | undefined

/** A certificate that vouches for itself, the same for every server of this process. `file` holds key and certificate. */
export const certificateIn = async (folder: string): Promise<Certificate> => {
  made ??= makeCertificate(folder)
  const { key, pem } = await made
  const file = path.join(folder, 'key-and-certificate.pem')
  await writeFile(file, key + pem, { mode: 0o600 })
  return { file, pem }
}

const makeCertificate = async (folder: string): Promise<{ key: string; pem: string }> => {
  const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, 'certificate.pem')]
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'
  const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', names]
  execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', certificate], { stdio: 'ignore' })
  return { key: await readFile(key, 'utf8'), pem: await readFile(certificate, 'utf8') }
}

const protocols = { plain: null, 'TLS 1.2': 'TLSv1.2', 'TLS 1.3': 'TLSv1.3', 'implicit TLS': null } as const

/** The one protocol version to speak; null where there is none or the server may choose. */
export const protocolOf = (encryption: Encryption): 'TLSv1.2' | 'TLSv1.3' | null => protocols[encryption]

/** For servers without a setting of their own: an OpenSSL configuration that leaves one protocol version. */
export const onlyProtocol = async (folder: string, encryption: Encryption): Promise<NodeJS.ProcessEnv> => {
  const protocol = protocolOf(encryption)
  if (protocol === null) return {}
  const file = path.join(folder, 'openssl.cnf')
  await writeFile(
    file,
    `openssl_conf = start
[start]
ssl_conf = kinds
[kinds]
system_default = versions
[versions]
MinProtocol = ${protocol}
MaxProtocol = ${protocol}
`,
  )
  return { OPENSSL_CONF: file }
}
