import { type TestContext, test } from 'node:test'
import type { FtpSiteOptions } from '../../src/demo/ftp-site/site-options.ts'
import { type FaultKind, faultKinds } from './fault-kinds.ts'
import { FaultTrial, type Moment, type Role } from './fault-trial.ts'

/**
 * Every kind of fault at every command, each on a day of its own. Otherwise, to be quick: the faults that a visit gets over
 * strike several commands of one visit; where a fault breaks the visit off, the next visit of the same day is struck one
 * command further on; commands that come more than twice (EPSV) are struck twice; and the kinds marked as long are left out.
 * Where FAULTS is not set to `most` or `all`, each kind strikes every fifth command only, other ones than the kind before, and where
 * both roles are struck, the visits of one of them.
 */
const ALL = process.env.FAULTS === 'all'
const MOST = ALL || process.env.FAULTS === 'most'

/** So many visits share the faults that a visit gets over: no more of them meet in one operation than it has attempts. */
const SHARED_BY = 2

type Chosen = { site?: FtpSiteOptions; verbs?: RegExp; kinds?: (kind: FaultKind, k: number) => boolean }

/** The visits in which a kind strikes, each with the commands it strikes. */
function visitsWith({ strikes, overcome }: FaultKind, moments: readonly Moment[]): Moment[][] {
  const struck = moments.filter(({ verb, earlier }) => (strikes?.test(verb) ?? true) && (ALL || earlier < 2))
  if (ALL || !overcome) return struck.map((moment) => [moment])
  const first = struck.filter(({ earlier }) => earlier === 0)
  const again = struck.filter(({ earlier }) => earlier > 0)
  const shared = Array.from({ length: SHARED_BY }, (_, at) => first.filter((_, i) => i % SHARED_BY === at))
  return [...shared, again].filter((visit) => visit.length > 0)
}

async function strikeEverywhere(t: TestContext, role: Role, { site, verbs = /^/, kinds = () => true }: Chosen) {
  let trial = await FaultTrial.start(t, role, site)
  for (const [k, kind] of faultKinds.filter((kind, k) => (ALL || !kind.long) && kinds(kind, k)).entries()) {
    const moments = trial.moments.filter(({ verb }, i) => verbs.test(verb) && (MOST || (i + k) % 5 === 0))
    const visits = visitsWith(kind, moments)
    if (visits.length === 0) continue
    await t.test(`${kind.name}: in the end both sides agree and nothing is left`, async () => {
      const failures: Error[] = []
      const attempt = async (what: string, work: () => Promise<void>) => {
        try {
          await work()
        } catch (cause) {
          failures.push(new Error(what, { cause }))
          trial = await FaultTrial.start(t, role, site)
        }
      }
      for (const struck of visits)
        await attempt(`at ${struck.map(({ name, earlier }) => `${name} ${earlier + 1}`)}`, () =>
          trial.strike(kind, struck, !ALL),
        )
      await attempt('in the end', () => trial.endDay())
      if (failures.length > 0) throw new AggregateError(failures)
    })
  }
}

const roles: Role[] = ['store', 'office']

// The roles side by side: a fault that hangs costs time and nothing else.
test('whatever goes wrong at whichever command of a visit', { concurrency: 2 }, async (t) => {
  const kindsOf = (turn: number) => (_: FaultKind, k: number) => MOST || k % roles.length === turn
  await Promise.all(
    roles.map((role, turn) => t.test(`of the ${role}`, (t) => strikeEverywhere(t, role, { kinds: kindsOf(turn) }))),
  )
})

test('whatever goes wrong with a listing of a site without MLSD', async (t) => {
  const chosen: Chosen = { site: { noMlsd: true }, verbs: /^LIST$/ }
  for (const role of ALL ? roles : (['office'] as const))
    await t.test(`of the ${role}`, (t) => strikeEverywhere(t, role, chosen))
})

test('whatever goes wrong at a command that TLS is about, or in its data', async (t) => {
  const chosen: Chosen = { site: { tls: 'explicit', requireTls: true }, verbs: /^(AUTH|PBSZ|PROT|MLSD|RETR|STOR)$/ }
  // What a reply says is no different inside TLS.
  if (!ALL) chosen.kinds = (kind) => kind.overcome === true && /^(drop|hang|early-226)$/.test(kind.do.kind)
  for (const role of ALL ? roles : (['store'] as const))
    await t.test(`of the ${role}`, (t) => strikeEverywhere(t, role, chosen))
})
