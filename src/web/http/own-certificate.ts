import { X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { CentralOfficeError } from '../../model/errors.ts'

/** PEM of the certificate (with its chain) and of its key. */
export type OwnCertificate = { certificate: string; key: string }

/** LISTEN_REFUSED where the pages could not be served with it. */
export function refuseUnusable({ certificate, key }: OwnCertificate): void {
  try {
    createSecureContext({ cert: certificate, key })
  } catch (cause) {
    const why = /key values mismatch/i.test(String(cause))
      ? 'the key is not that of the certificate'
      : 'one of the two files holds no PEM text, or its key has a passphrase'
    throw new CentralOfficeError('LISTEN_REFUSED', `The certificate and its key cannot be used: ${why}.`, {
      hint: 'Name the PEM files as they came, first the certificate with its chain (--certificate), then its key (--key).',
      cause,
    })
  }
}

/** The names and addresses that a certificate is made out to; names that stand for many (`*.example.com`) are left out. */
export function namesIn({ certificate }: OwnCertificate): string[] {
  const named = new X509Certificate(certificate).subjectAltName ?? ''
  const names = [...named.matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map(([, name = '']) => name)
  return names.filter((name) => !name.includes('*'))
}
