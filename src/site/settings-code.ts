import { createHash } from 'node:crypto'
import type { SiteSettings } from '../model/site-settings.ts'
import { homeOf } from './home-dir.ts'

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * A short code such as 'K7QF-2M9D' for people to compare by eye or by telephone: the same settings give the same code at
 * every location. No secret is in it. A pinned certificate is left out, because each location may come to trust it at
 * another time.
 */
export const settingsCode = (settings: SiteSettings): string => {
  const said = [
    settings.host.trim().toLowerCase().replace(/\.$/, ''),
    String(settings.port),
    homeOf(settings),
    settings.username,
    settings.tls,
    settings.passive ? 'passive' : 'active',
  ]
  const digest = createHash('sha256').update(JSON.stringify(said)).digest()
  const letters = Array.from({ length: 8 }, (_, at) => crockford[fiveBitsAt(digest, at * 5)]).join('')
  return `${letters.slice(0, 4)}-${letters.slice(4)}`
}

const fiveBitsAt = (bytes: Buffer, bit: number): number =>
  (bytes.readUInt16BE(Math.floor(bit / 8)) >> (11 - (bit % 8))) & 31
