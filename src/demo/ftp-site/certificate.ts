import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export type Certificate = {
  /** PEM, PKCS #8. */
  key: string
  /** PEM. */
  certificate: string
  /** SHA-256 of the certificate's DER, 64 lower-case hex digits. */
  fingerprint: string
}

const day = 24 * 60 * 60 * 1000

/**
 * A new self-signed certificate (X.509 v3, RFC 5280; ECDSA P-256 with SHA-256) for `localhost`, 127.0.0.1 and ::1,
 * valid from one day before `now` for ten years. Node makes keys and signatures but no certificates, hence the encoder.
 */
export const makeCertificate = (now: Date = new Date()): Certificate => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(set(sequence(oid('2.5.4.3'), utf8('localhost'))))
  const from = new Date(now.getTime() - day)
  const until = new Date(from.getTime())
  until.setUTCFullYear(until.getUTCFullYear() + 10)
  const signed = sequence(
    context(0, integer(Buffer.of(2))), // version 3
    integer(randomBytes(16)),
    ecdsaWithSha256,
    name,
    sequence(time(from), time(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    context(3, sequence(...extensions())),
  )
  const der = sequence(signed, ecdsaWithSha256, bitString(sign('sha256', signed, privateKey)))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: toPem(der),
    fingerprint: createHash('sha256').update(der).digest('hex'),
  }
}

const extensions = (): Buffer[] => [
  extension('2.5.29.19', sequence(), 'critical'), // basicConstraints: no authority
  extension('2.5.29.15', tlv(0x03, Buffer.of(7, 0x80)), 'critical'), // keyUsage: digitalSignature
  extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))), // extendedKeyUsage: serverAuth
  extension('2.5.29.17', sequence(dnsName('localhost'), ipAddress(127, 0, 0, 1), ipAddress(...ipv6Loopback))),
]

const ipv6Loopback = [...Array<number>(15).fill(0), 1]

const toPem = (der: Buffer): string => {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

// DER (ITU-T X.690): a tag, the length of what follows, what follows.

const tlv = (tag: number, ...parts: Buffer[]): Buffer => {
  const value = Buffer.concat(parts)
  return Buffer.concat([Buffer.of(tag, ...lengthOf(value.length)), value])
}

const lengthOf = (length: number): number[] => {
  if (length < 0x80) return [length]
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return [0x80 + bytes.length, ...bytes]
}

const sequence = (...parts: Buffer[]): Buffer => tlv(0x30, ...parts)
const set = (...parts: Buffer[]): Buffer => tlv(0x31, ...parts)
const context = (number: number, ...parts: Buffer[]): Buffer => tlv(0xa0 + number, ...parts)
const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text))
const bitString = (bytes: Buffer): Buffer => tlv(0x03, Buffer.of(0), bytes)
const dnsName = (name: string): Buffer => tlv(0x82, Buffer.from(name, 'latin1'))
const ipAddress = (...bytes: number[]): Buffer => tlv(0x87, Buffer.from(bytes))

/** Of a positive number, big-endian: shortest form, and a zero in front where the first bit would read as a sign. */
const integer = (bytes: Buffer): Buffer => {
  const start = bytes.findIndex((byte) => byte !== 0)
  const shortest = start === -1 ? Buffer.of(0) : bytes.subarray(start)
  return tlv(0x02, (shortest[0] ?? 0) >= 0x80 ? Buffer.of(0) : Buffer.of(), shortest)
}

const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

const base128 = (number: number): number[] => {
  const bytes = [number % 128]
  for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(0x80 + (rest % 128))
  return bytes
}

/** UTCTime to 2049, GeneralizedTime from 2050 (RFC 5280, 4.1.2.5). */
const time = (date: Date): Buffer => {
  const digits = `${date.toISOString().replace(/\D/g, '').slice(0, 14)}Z`
  return date.getUTCFullYear() < 2050
    ? tlv(0x17, Buffer.from(digits.slice(2), 'latin1'))
    : tlv(0x18, Buffer.from(digits, 'latin1'))
}

const extension = (id: string, value: Buffer, critical?: 'critical'): Buffer =>
  sequence(oid(id), ...(critical ? [tlv(0x01, Buffer.of(0xff))] : []), tlv(0x04, value))

const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'))
