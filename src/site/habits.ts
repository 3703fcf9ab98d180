import { z } from 'zod'

/**
 * What is found out about a site and holds for every connection to it. Plain data: a location may keep it beside its
 * settings and hand it over at the next visit (`SiteOptions.habits`), which saves finding it out again. Never more than a
 * way to save time: a habit that is not true any more costs a round trip or one more attempt, no file. None is ever put
 * down because a connection was lost: only what the site says, or does in spite of what it says, counts.
 */
export const SiteHabits = z.object({
  /** Answers EPSV; otherwise PASV is used. */
  epsv: z.boolean().default(true),
  /** Answers MLSD; otherwise LIST is used. */
  mlsd: z.boolean().default(true),
  /** Answers SIZE; otherwise sizes are taken from listings. */
  size: z.boolean().default(true),
  /** Answers MDTM; otherwise the site's clock is not known. */
  mdtm: z.boolean().default(true),
  /** Goes on with a download where it broke off (REST). */
  rest: z.boolean().default(true),
  /** Takes several commands in one flight. */
  flights: z.boolean().default(true),
  /** Keeps to a port for the next file that was asked for ahead of it. */
  portAhead: z.boolean().default(true),
  /** Says nothing before TLS stands on a data connection. */
  helloFirst: z.boolean().default(false),
  /** Lets files be deleted; null = never tried. Otherwise one deletion a visit is tried, and files stay. */
  remove: z.boolean().nullable().default(null),
  /** Lets files be renamed; null = never tried. No transmission needs it. */
  rename: z.boolean().nullable().default(null),
  /** Lets files be overwritten; null = never tried. Otherwise what stands there is deleted before an upload. */
  overwrite: z.boolean().nullable().default(null),
  /** Most entries a listing shows, where Test Connection saw it show fewer than there were; null = none known. */
  listing: z.int().min(0).nullable().default(null),
  /** Connections it allows at once, as far as tried; null = never tried. */
  connections: z.int().min(1).nullable().default(null),
})
export type SiteHabits = z.infer<typeof SiteHabits>

export const unknownHabits = (): SiteHabits => SiteHabits.parse({})

/** Short names of what the site is known not to do, as Test Connection names them; [] where all is well or nothing is known. */
export const knownLimits = (habits: SiteHabits | undefined): string[] => {
  if (habits === undefined) return []
  const { mlsd, size, mdtm, rest, remove, rename, overwrite, listing, connections } = habits
  const limits: [known: boolean, name: string][] = [
    [!mlsd, 'no MLSD'],
    [!size, 'no SIZE'],
    [!rest, 'no resuming'],
    [listing !== null, 'listings cut short'],
    [!mdtm, 'no MDTM'],
    [overwrite === false, 'no overwrite'],
    [rename === false, 'no rename'],
    [connections === 1, 'no parallel connections'],
    [remove === false, 'no delete'],
  ]
  return limits.filter(([known]) => known).map(([, name]) => name)
}
