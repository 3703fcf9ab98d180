import assert from 'node:assert/strict'
import { test } from 'node:test'
import { knownLimits } from '../../src/site/habits.ts'
import { type ProbeResult, probeSite } from '../../src/site/probe.ts'
import { settingsFor, skipOf } from './acceptance.ts'
import type { Right, ServerKind } from './servers/server-kind.ts'
import { transmitTwoWays } from './two-way-transmission.ts'

type Named = { step: string; verdict: ProbeResult['verdict']; asksFor: RegExp }

/** The step of Test Connection that names a missing right, what the site is worth without it, and what is asked for. */
const namedBy: Record<Right, Named> = {
  'make folders': { step: 'make-folder', verdict: 'not usable', asksFor: /right to make folders/ },
  write: { step: 'write', verdict: 'not usable', asksFor: /right to write files/ },
  list: { step: 'list', verdict: 'not usable', asksFor: /right to list files|why, and show this line/ },
  'ask for sizes': { step: 'size', verdict: 'works with limits', asksFor: /allow the FTP command SIZE/ },
  read: { step: 'read', verdict: 'not usable', asksFor: /right to read files/ },
  'ask for times': { step: 'clock', verdict: 'works with limits', asksFor: /allow the FTP command MDTM/ },
  overwrite: { step: 'overwrite', verdict: 'works with limits', asksFor: /right to overwrite files|show this line/ },
  rename: { step: 'rename', verdict: 'works with limits', asksFor: /right to rename files/ },
  delete: { step: 'delete', verdict: 'works with limits', asksFor: /right to delete files/ },
  'remove folders': { step: 'delete', verdict: 'works with limits', asksFor: /right to remove folders/ },
  'change anything': { step: 'make-folder', verdict: 'not usable', asksFor: /right to make folders/ },
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

      const { step, verdict, asksFor } = namedBy[right]
      const report = JSON.stringify(result, null, 1)
      const usual: string[] = kind.limits
      const wanting = result.steps.filter(({ ok }) => ok === false || ok === 'limited')
      const [named] = wanting.filter(({ name }) => name === step || !usual.includes(name))
      assert.equal(named?.name, step, report)
      assert.equal(result.verdict, verdict, report)
      assert.notEqual(named?.detail, '', report)
      assert.match(named?.remedy ?? '', asksFor, report)
      for (const { remedy, name } of wanting) assert.match(remedy, /hosting provider/, `${name}: ${report}`)
      if (right === 'delete') assert.equal(result.habits.remove, false, report)
    })
  }

  if (!kind.canTakeAway.includes('delete')) return
  test(`${kind.name}: an office and a store transmit both ways though nothing can be deleted`, { skip }, async (t) => {
    const server = await kind.start({ address: '127.0.0.1', encryption: 'plain', without: 'delete' })
    t.after(() => server.close())
    const settings = settingsFor(server, 'plain')
    const { habits } = await probeSite(settings, server.password)
    assert.ok(knownLimits(habits).includes('no delete'))
    await transmitTwoWays(settings, server.password, server.root, { keepsFiles: true })
  })
}
