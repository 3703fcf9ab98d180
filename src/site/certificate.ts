import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import {
  type ConnectionOptions,
  createSecureContext,
  getCACertificates,
  type PeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls'
import { domainToASCII } from 'node:url'
import { CentralOfficeError } from '../model/errors.ts'
import type { SiteSettings } from '../model/site-settings.ts'

/** What a person needs to recognise a certificate. Times in milliseconds since 1970. */
export type CertificateFacts = {
  subject: string
  issuer: string
  validFrom: number
  validUntil: number
  /** SHA-256 of the DER form, 64 lower-case hex digits: what `pinnedCertificate` holds. */
  fingerprint: string
  /** Vouched for by an authority, in date, and made out to this host. */
  trusted: boolean
  /** Why not, as the end of a sentence; '' where trusted. */
  problem: string
}

/**
 * TLS options for the control and every data connection. Node is told to finish a handshake whatever it thinks of the
 * certificate, because only then can the certificate be shown and compared with a pin; `verifyCertificate` decides right
 * after the handshake, before a single byte is sent or believed.
 */
export const tlsOptionsOf = (settings: SiteSettings, extraCa?: string): ConnectionOptions => ({
  // Node resumes a session only under the name it was made for, so both kinds of connection must state it.
  host: settings.host,
  ...(isIP(settings.host) === 0 ? { servername: domainToASCII(settings.host) } : {}),
  rejectUnauthorized: false,
  secureContext: secureContextOf(extraCa),
})

/** Made once: reading all authorities again for each data connection takes longer than its handshake. */
const secureContextOf = (extraCa = ''): SecureContext => {
  const known = secureContexts.get(extraCa)
  if (known !== undefined) return known
  const ca = extraCa === '' ? {} : { ca: [...getCACertificates('default'), extraCa] }
  const made = createSecureContext({ minVersion: 'TLSv1.2', ...ca })
  // One authority besides the usual ones at a time: there are several only where many sites are tried out in one process.
  secureContexts.clear()
  secureContexts.set(extraCa, made)
  return made
}

const secureContexts = new Map<string, SecureContext>()

/** Null where the handshake brought no certificate at all. */
export const certificateOf = (socket: TLSSocket): CertificateFacts | null => {
  const certificate = socket.getPeerCertificate()
  if (certificate?.raw === undefined) return null
  return {
    subject: nameIn(certificate.subject),
    issuer: nameIn(certificate.issuer),
    validFrom: Date.parse(certificate.valid_from),
    validUntil: Date.parse(certificate.valid_to),
    fingerprint: createHash('sha256').update(certificate.raw).digest('hex'),
    trusted: socket.authorized,
    problem: socket.authorized ? '' : reasonFor(String(socket.authorizationError ?? 'not verified')),
  }
}

/**
 * Throws SITE_CERTIFICATE unless the certificate is the pinned one or, where none is pinned, is trusted for this host.
 * For full handshakes only: a resumed session shows no certificate.
 */
export const verifyCertificate = (socket: TLSSocket, settings: SiteSettings): CertificateFacts => {
  const facts = certificateOf(socket)
  if (facts === null) {
    throw new CentralOfficeError('SITE_CERTIFICATE', `The site ${settings.host} showed no certificate.`, {
      hint: 'Ask the hosting provider to set up FTPS with a certificate.',
    })
  }
  if (settings.pinnedCertificate === '' ? facts.trusted : facts.fingerprint === settings.pinnedCertificate) return facts
  throw settings.pinnedCertificate === ''
    ? untrusted(facts, settings.host)
    : changed(facts, settings.host, settings.pinnedCertificate)
}

const untrusted = (facts: CertificateFacts, host: string): CentralOfficeError =>
  new CentralOfficeError(
    'SITE_CERTIFICATE',
    `The certificate of the site ${host} cannot be trusted: ${facts.problem}. It is ${describeCertificate(facts)}`,
    {
      hint: 'Ask the hosting provider for the right host name or a valid certificate; if it confirms this very fingerprint, trust the certificate.',
    },
  )

const changed = (facts: CertificateFacts, host: string, trusted: string): CentralOfficeError =>
  new CentralOfficeError(
    'SITE_CERTIFICATE',
    `The certificate of the site ${host} is not the one that was trusted before, fingerprint ${trusted}. The new one is ${describeCertificate(facts)}`,
    {
      hint: 'Ask the hosting provider whether the certificate was renewed; if it confirms the new fingerprint, trust the certificate. If not, somebody may stand between: transmit nothing.',
    },
  )

/** What a person compares: 'made out to ... by ..., valid from ... to ..., fingerprint ....' */
export const describeCertificate = ({
  subject,
  issuer,
  validFrom,
  validUntil,
  fingerprint,
}: CertificateFacts): string =>
  `made out to ${subject} by ${issuer}, valid from ${day(validFrom)} to ${day(validUntil)}, fingerprint ${fingerprint}.`

const day = (milliseconds: number): string =>
  Number.isNaN(milliseconds) ? 'an unknown day' : new Date(milliseconds).toISOString().slice(0, 10)

const reasons: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'no authority vouches for it',
  SELF_SIGNED_CERT_IN_CHAIN: 'no authority vouches for it',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'no known authority vouches for it',
  UNABLE_TO_GET_ISSUER_CERT: 'no known authority vouches for it',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'no known authority vouches for it',
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet (check the date of this computer)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is made out to another host',
}

const reasonFor = (code: string): string => reasons[code] ?? code

const nameIn = (subject: PeerCertificate['subject'] | undefined): string => {
  const name = subject?.CN ?? subject?.O ?? subject?.OU
  const text = Array.isArray(name) ? name.join(', ') : (name ?? 'an unnamed owner')
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 120)
}
