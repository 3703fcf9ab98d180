import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Fault } from '../../src/demo/ftp-site/faults.ts'
import { SiteNetwork } from './site-network.ts'

async function waiting(t: TestContext): Promise<SiteNetwork> {
  const network = await SiteNetwork.start(t, 1)
  network.shop.database.exec('INSERT INTO orders (total) VALUES (1)')
  await network.settle()
  network.shop.database.exec('INSERT INTO orders (total) VALUES (2)')
  await network.visitStore()
  return network
}

const odd: Record<string, Fault> = {
  'a payload cut short with 226': { command: 'RETR', path: '.dat', times: 2, do: { kind: 'truncate', bytes: 40 } },
  'a payload cut to nothing with 226': { command: 'RETR', path: '.dat', do: { kind: 'truncate', bytes: 0 } },
  'a payload with a bit flipped on its way': { command: 'RETR', path: '.dat', do: { kind: 'corrupt' } },
  'a manifest cut short with 226': { command: 'RETR', path: '.manifest', do: { kind: 'truncate', bytes: 40 } },
  'a manifest cut to nothing with 226': { command: 'RETR', path: '.manifest', do: { kind: 'truncate', bytes: 0 } },
  'a manifest with a bit flipped on its way': { command: 'RETR', path: '.manifest', do: { kind: 'corrupt' } },
}

for (const [what, fault] of Object.entries(odd))
  test(`${what} is fetched again, and nothing sound is deleted`, async (t) => {
    const network = await waiting(t)
    network.site.inject(fault)
    const { received, problems } = await network.visitOffice()
    assert.deepEqual([received.payloads, problems], [1, []])
    assert.ok(network.site.struck.length > 0)
    await network.settle()
    assert.deepEqual(network.disagreements(), [])
    assert.deepEqual(network.payloads(), [])
  })
