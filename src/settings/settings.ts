import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { Guid, StoreNumber } from '../model/ids.ts'
import { Notices } from '../model/notices.ts'
import { SiteSettings } from '../model/site-settings.ts'
import { TransmitTimes } from '../model/transmit-times.ts'

/** The format this program writes. Counts up whenever an older program could not read what a newer one wrote. */
export const SETTINGS_FORMAT = 3

const KIB = 1024
const MIB = 1024 * KIB

/** Megabytes as hosting providers count. */
const MB = 1_000_000

const AbsolutePath = z.string().max(4096).refine(isAbsolute, 'expected an absolute path')

/**
 * Backup copies: a zip of every payload sent or received, for looking into what happened. One is removed only when it
 * is beyond the last `keepTransmissions` AND older than `keepDays`: a busy shop keeps its days, a quiet one its last
 * visits. Both 0 = removed as soon as the next transmission is done.
 */
const BackupSettings = z.strictObject({
  /** How many of the latest transmissions are kept at least. Too high: the disk fills, most of all at the office. */
  keepTransmissions: z.int().min(0).max(100_000).default(30),
  /** For how many days copies are kept at least. Too low: gone before somebody notices what they would explain. */
  keepDays: z.int().min(0).max(3_650).default(90),
  /**
   * Absolute path; '' = `backups` in the home folder. On a drive that is not always there, copies fail (which is told,
   * and stops no transmission).
   */
  folder: z.union([z.literal(''), AbsolutePath]).default(''),
})

const shared = {
  format: z.literal(SETTINGS_FORMAT),
  /** What people call the location, 1 to 100 characters. */
  name: z.string().trim().min(1).max(100),
  /** The location's own database. Absolute, for a service does not start in the folder it was set up from. */
  database: AbsolutePath,
  /** FTP Configuration; null = not configured yet: everything works but transmissions. */
  site: SiteSettings.nullable().default(null),
  backups: BackupSettings.prefault({}),
  /**
   * About how large one `.dat` of an initial load gets before it is packed, in bytes: 1 KiB to 256 MiB. Too small: many
   * files, each costing round trips to the site. Too large: a dropped connection repeats much, and work space grows.
   */
  chunkBytes: z
    .int()
    .min(KIB)
    .max(256 * MIB)
    .default(16 * MIB),
  /**
   * What the files of one store may take on the site, both directions together, in bytes: 10 KB to 1 TB, and three chunks
   * at least, or two sides that are both full could not get out of it. Near it people are warned; beyond it payloads wait at home until the other side has transmitted. Too low: large loads
   * take many visits. Too high: the account of the hosting provider fills up, and then transmissions of all stores fail.
   */
  allowanceBytes: z
    .int()
    .min(MB / 100)
    .max(1_000_000 * MB)
    .default(1_000 * MB),
  /** No Transmit: this location takes no part in transmissions until it is switched off again. */
  noTransmit: z.boolean().default(false),
  /**
   * A visit with nothing to tell leaves a sign of life at most this often, in hours (0 = at every visit). Too high: the
   * office cannot tell a quiet store from a dead one, and acknowledged files stay on the site for longer.
   */
  heartbeatHours: z.number().min(0).max(720).default(12),
  /**
   * How long to wait while the shop's own program holds the database, in seconds. Too low: transmissions fail at busy
   * moments. Too high: one that hangs is told late.
   */
  busyTimeoutSeconds: z.number().min(0).max(600).default(30),
  /** When this location transmits by itself; missing = only by hand. Left out of the file then, so that older programs read it. */
  transmitTimes: TransmitTimes.optional(),
  /** Whom to tell what goes wrong; missing = nobody. */
  notices: Notices.optional(),
  /** What the log tells. `debug` and `trace` are for looking into a fault: they grow the log fast. */
  logLevel: z.enum(['silent', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
}

/**
 * The settings of one location, as they stand in settings.json. A field that is not known is refused, since it is most
 * likely a typing slip whose default would then hold unnoticed. Secrets are kept apart, in secrets.json.
 */
export const Settings = z
  .discriminatedUnion('role', [
    z.strictObject({ ...shared, role: z.literal('office'), store: z.undefined().optional() }),
    z.strictObject({
      ...shared,
      role: z.literal('store'),
      /**
       * Who this store is in the network; missing until it has joined. Never change the GUID: to the office it would be
       * another store.
       */
      store: z.strictObject({ guid: Guid, number: StoreNumber }).optional(),
    }),
  ])
  .refine(({ allowanceBytes, chunkBytes }) => allowanceBytes >= 3 * chunkBytes, {
    path: ['allowanceBytes'],
    message: 'must have room for three chunks of an initial load (three times chunkBytes)',
  })
export type Settings = z.infer<typeof Settings>
