import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fault } from '../../src/demo/ftp-site/faults.ts'
import type { Changeable } from '../../src/demo/ftp-site/site-options.ts'
import { hasCode } from '../../src/model/errors.ts'
import { FaultTrial } from './fault-trial.ts'

const always = Number.POSITIVE_INFINITY
const HOUR = 3600_000

/** Ways to be poor in which a site still carries everything. */
const poor: Record<string, { site?: Changeable; faults?: Fault[] }> = {
  'without MLSD': { site: { noMlsd: true } },
  'that lists in DOS format': {
    site: { noMlsd: true },
    faults: [{ command: 'LIST', times: always, do: { kind: 'dos-list' } }],
  },
  'without EPSV': { site: { noEpsv: true } },
  'that cannot go on in the middle of a file': { site: { noRest: true } },
  'on which nothing can be renamed': { site: { noRename: true } },
  'on which nothing can be overwritten': { site: { noOverwrite: true } },
  'that folds the case of names': { site: { caseFolding: true } },
  'whose clock is 7 hours ahead': { site: { clockOffset: 7 * HOUR } },
  'whose clock is 11 hours behind': { site: { clockOffset: -11 * HOUR } },
  'that lets nobody in beside a visitor': { site: { maxConnections: 1 } },
  'on which every upload appears a moment late': {
    faults: [{ command: 'STOR', times: always, do: { kind: 'late', milliseconds: 2 } }],
  },
  'that says of every transfer too early that it is done': {
    faults: [{ command: '*', times: always, do: { kind: 'early-226' } }],
  },
}

/** Ways in which nothing can be carried, or not wholly; when the site is well again everything is. */
const crippled: Record<string, Changeable> = {
  'that can only be read': { readOnly: true },
  'on which nothing can be deleted': { noDelete: true },
}

test('a site that is poor in one way', async (t) => {
  const trial = await FaultTrial.start(t, 'store')
  const { site } = trial.network
  const well: Changeable = { clockOffset: 0, maxConnections: undefined }

  for (const [how, { site: change = {}, faults = [] }] of Object.entries(poor))
    await t.test(`${how}: both sides agree and nothing is left`, async () => {
      site.change(change)
      for (const fault of faults) site.inject(fault)
      for (let day = 0; day < 2; day++) {
        await trial.beginDay()
        await trial.endDay()
      }
      for (const name of Object.keys(change)) site.change({ [name]: false, ...well })
      site.clearFaults()
    })

  for (const [how, change] of Object.entries(crippled))
    await t.test(`${how}: once it is well again both sides agree and nothing is left`, async () => {
      for (const role of ['store', 'office'] as const) {
        await trial.beginDay()
        site.change(change)
        for (let visit = 0; visit < 2; visit++)
          await trial.visit(role).catch((error) => assert.ok(hasCode(error, 'SITE_FORBIDDEN'), String(error)))
        for (const name of Object.keys(change)) site.change({ [name]: false })
        await trial.endDay()
      }
    })
})
