import { z } from 'zod'
import { Action, Guid, StoreNumberText, Time } from './words.ts'

/** What files take on the site as of this location's last visit; `heldBack`: payloads wait at home for room. */
export const OnSite = z.strictObject({
  bytes: z.int(),
  allowanceBytes: z.int(),
  heldBack: z.boolean(),
  /** 80 % of the allowance are taken. */
  nearlyFull: z.boolean(),
})
export type OnSite = z.infer<typeof OnSite>

/**
 * - invited: nothing has come from it yet
 * - loading: its initial load is under way
 * - joined: all is as usual
 * - refilling: one side is sent everything again, after a restore or a recovery
 * - ignored: Ignore this store is on
 */
export const StoreState = z.enum(['invited', 'loading', 'joined', 'refilling', 'ignored'])
export type StoreState = z.infer<typeof StoreState>

export const StoreCard = z.strictObject({
  guid: Guid,
  number: StoreNumberText,
  name: z.string(),
  state: StoreState,
  ignored: z.boolean(),
  /** Rows received of its initial load while that is under way; null: it is not. */
  loadRows: z.int().nullable(),
  /** Null: never. */
  lastContact: Time.nullable(),
  /** Payloads made for it that it has not acknowledged. */
  backlog: z.int(),
  openConflicts: z.int(),
  /** Rows that the store's database refuses for now. */
  parked: z.int(),
  onSite: OnSite,
  /** Version of Central Office at the store, '' where not known. */
  program: z.string(),
  /** Tables that the replica setup wants and it does not transmit. */
  leftOut: z.array(z.strictObject({ table: z.string(), reason: z.string(), remedy: z.string() })),
  /** What kept the last transmission from doing all for it; null: nothing did. */
  trouble: z.strictObject({ at: Time, code: z.string(), message: z.string(), hint: z.string() }).nullable(),
})
export type StoreCard = z.infer<typeof StoreCard>

export const LastTransmission = z.strictObject({
  id: z.string(),
  at: Time,
  good: z.boolean(),
  text: z.string(),
  code: z.string().nullable(),
})
export type LastTransmission = z.infer<typeof LastTransmission>

/** The worst first. `kind` is stable, for icons and tests; `text` is the sentence to show. */
export const Attention = z.strictObject({
  kind: z.enum([
    'home-not-private',
    'site-not-configured',
    'plain-ftp',
    'no-transmit',
    'not-joined',
    'last-transmission-failed',
    'problems',
    'never-transmitted',
    'no-store',
    'store-silent',
    'store-trouble',
    'conflicts',
    'parked',
    'allowance',
    'table-refused',
    'refill',
    'update-table',
  ]),
  level: z.enum(['error', 'warn', 'info']),
  text: z.string(),
  hint: z.string(),
  action: Action.nullable(),
})
export type Attention = z.infer<typeof Attention>

const shared = {
  name: z.string(),
  attention: z.array(Attention),
  /** `plain`: the account can be read on the way. */
  site: z.strictObject({ host: z.string(), port: z.int(), settingsCode: z.string(), plain: z.boolean() }).nullable(),
  noTransmit: z.boolean(),
  lastTransmission: LastTransmission.nullable(),
  /** When the next transmission is due by the transmission times; null: none is planned. */
  nextTransmission: Time.nullable(),
  /** True: the database was busy, and this is what was known `asOf`. */
  busy: z.boolean(),
  asOf: Time,
}

export const OfficeHome = z.strictObject({
  role: z.literal('office'),
  ...shared,
  openConflicts: z.int(),
  stores: z.array(StoreCard),
})
export type OfficeHome = z.infer<typeof OfficeHome>

/** Milliseconds; null: none is planned. */
export const NextTransmission = z.strictObject({ nextTransmission: Time.nullable() })
export type NextTransmission = z.infer<typeof NextTransmission>

export const RefusedTable = z.strictObject({
  table: z.string(),
  code: z.string(),
  message: z.string(),
  hint: z.string(),
})
export type RefusedTable = z.infer<typeof RefusedTable>

export const StoreHome = z.strictObject({
  role: z.literal('store'),
  ...shared,
  /** Null: it has not joined a network yet. */
  own: z
    .strictObject({
      guid: Guid,
      number: StoreNumberText,
      /** The initial load has not been sent whole. */
      loading: z.boolean(),
      /** Tables whose rows have all been sent, and all that transmit. */
      loadedTables: z.strictObject({ done: z.int(), all: z.int() }),
      /** This database was found to be restored: the office was asked for everything, or is sending it. */
      refill: z.enum(['asked', 'coming']).nullable(),
      /** Payloads the office has not acknowledged, and the rows in them. */
      backlog: z.int(),
      backlogRows: z.int(),
      parked: z.int(),
      onSite: OnSite,
      refusedTables: z.array(RefusedTable),
    })
    .nullable(),
})
export type StoreHome = z.infer<typeof StoreHome>

export const Home = z.discriminatedUnion('role', [OfficeHome, StoreHome])
export type Home = z.infer<typeof Home>
