import { CentralOfficeError } from '../model/errors.ts'
import type { Direction } from '../model/ids.ts'
import { type PayloadName, parsePayloadName } from '../payload/file-names.ts'
import type { SiteFile } from '../site/site.ts'
import type { OutboxEntry } from './outbox.ts'
import type { StreamPosition } from './stream.ts'

/** A payload's file as a listing tells it. */
export type ListedPayload = PayloadName & { size: number }

/** What a manifest is counted as until a listing tells its size: they have 600 to 800 bytes. */
const MANIFEST_BYTES = 800

/** From this share of the allowance on people are warned, and an estimate is no longer good enough. */
const NEAR = 0.8

export const isNear = (bytes: number, allowance: number): boolean => bytes >= allowance * NEAR

/** Bytes a payload takes on the site. */
export const bytesOnSite = ({ dat }: Pick<OutboxEntry, 'dat'>): number => MANIFEST_BYTES + (dat?.size ?? 0)

export const totalBytes = (sizes: Iterable<number>): number => {
  let total = 0
  for (const size of sizes) total += size
  return total
}

export const listedPayloads = (direction: Direction, files: SiteFile[]): ListedPayload[] =>
  files.flatMap(({ name, size }) => {
    const parsed = parsePayloadName(direction, name)
    return parsed ? [{ ...parsed, size }] : []
  })

/** Bytes of what a listing told of a stream, without what its receiver has applied, and so removed, since. */
export const bytesLeft = (listed: ListedPayload[], applied: Pick<StreamPosition, 'epoch' | 'number'>): number =>
  totalBytes(
    listed.filter(({ epoch, number }) => epoch !== applied.epoch || number > applied.number).map(({ size }) => size),
  )

/** `812 MB of 1,000 MB (81 %)`. 100 % is only said when it is reached. */
export const showUse = (bytes: number, allowance: number): string =>
  `${megabytes(bytes)} of ${megabytes(allowance)} (${Math.floor((bytes / allowance) * 100)} %)`

/** Megabytes of 1,000,000 bytes, as hosting providers count. */
export const megabytes = (bytes: number): string =>
  `${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: bytes < 1e7 ? 2 : 0 })} MB`

/** Whose files they are, and who takes them away: for what a person is told. */
type Sides = { direction: Direction; store?: string }

const owner = ({ store }: Sides): string => (store === undefined ? 'this store' : `store ${store}`)
const receiver = ({ direction }: Sides): string => (direction === 'to-office' ? 'the office' : 'the store')

const raise = 'If the account has the space, raise the allowance here: central-office allowance MEGABYTES'

export const nearlyReached = (sides: Sides, bytes: number, allowance: number) => ({
  text: `the files of ${owner(sides)} on the site take ${showUse(bytes, allowance)}`,
  code: 'ALLOWANCE_NEARLY_REACHED' as const,
  hint: `They go once ${receiver(sides)} has transmitted. ${raise}`,
})

/** ALLOWANCE_REACHED: payload `held` and all after it stay in the outbox. */
export function reached(sides: Sides, held: OutboxEntry, bytes: number, allowance: number): CentralOfficeError {
  const size = megabytes(bytesOnSite(held))
  if (bytesOnSite(held) > allowance)
    return new CentralOfficeError(
      'ALLOWANCE_REACHED',
      `Payload ${held.number} has ${size}, more than the ${megabytes(allowance)} that ${owner(sides)} may take on the site.`,
      { hint: `It waits here, with all after it, until the allowance is larger. ${raise}` },
    )
  return new CentralOfficeError(
    'ALLOWANCE_REACHED',
    `The files of ${owner(sides)} on the site take ${showUse(bytes, allowance)}, so payload ${held.number} (${size}) waits here.`,
    {
      hint: `Nothing is lost: it is sent by itself once ${receiver(sides)} has transmitted. ${raise}`,
      retryable: true,
    },
  )
}
