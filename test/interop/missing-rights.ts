import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ProbeResult, probeSite } from '../../src/site/probe.ts'
import { settingsFor, shortcomings, skipOf } from './acceptance.ts'
import type { Right, ServerKind } from './servers/server-kind.ts'

/** The step of Test Connection that names a missing right, and what the site is worth without it. */
const namedBy: Record<Right, { step: string; verdict: ProbeResult['verdict'] }> = {
  'make folders': { step: 'make-folder', verdict: 'not usable' },
  write: { step: 'write', verdict: 'not usable' },
  list: { step: 'list', verdict: 'not usable' },
  'ask for sizes': { step: 'size', verdict: 'works with limits' },
  read: { step: 'read', verdict: 'not usable' },
  'ask for times': { step: 'clock', verdict: 'works with limits' },
  overwrite: { step: 'overwrite', verdict: 'works with limits' },
  rename: { step: 'rename', verdict: 'works with limits' },
  delete: { step: 'delete', verdict: 'not usable' },
  'remove folders': { step: 'delete', verdict: 'works with limits' },
  'change anything': { step: 'make-folder', verdict: 'not usable' },
}

/** Test Connection against a server whose account lacks one right after the other. */
export const nameMissingRights = (kind: ServerKind): void => {
  const skip = skipOf(kind)
  for (const right of kind.canTakeAway) {
    test(`${kind.name}: an account that may not ${right} is told so`, { skip }, async (t) => {
      const encryption = 'TLS 1.3'
      const server = await kind.start({ address: '127.0.0.1', encryption, without: right })
      t.after(() => server.close())
      const settings = settingsFor(server, encryption, { homeDir: '' })
      const result = await probeSite(settings, server.password, { extraCa: server.certificatePem })

      const { step, verdict } = namedBy[right]
      const report = JSON.stringify(result.steps, null, 1)
      assert.equal(shortcomings(result)[0], step, report)
      assert.equal(result.verdict, verdict, report)
      const named = result.steps.find(({ name }) => name === step)
      assert.notEqual(named?.detail, '', report)
      for (const { remedy } of result.steps) assert.doesNotMatch(remedy, /Nothing needs to be done/, report)
      if (verdict === 'not usable') assert.match(named?.remedy ?? '', /hosting provider/, report)
    })
  }
}
