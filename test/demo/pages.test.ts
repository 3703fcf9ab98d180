import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { DemoNetwork } from '../../src/demo/demo-network.ts'
import { DemoPages } from '../../src/demo/pages.ts'
import type { Home } from '../../src/web/contract/home.ts'
import { Browser } from '../web/browser.ts'

test('the pages of the demo pass over a port that is taken, and let in with the printed password alone', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-pages-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const network = await DemoNetwork.start(folder)
  t.after(() => network.close())
  const taken = createServer()
  await new Promise<void>((ready) => taken.listen(0, '127.0.0.1', ready))
  t.after(() => taken.close())
  const { port } = taken.address() as { port: number }
  const pages = await DemoPages.serve(network, port)
  try {
    const [office] = pages.all
    assert.ok(office)
    const { hostname, port: given } = new URL(office.served.address)
    assert.equal(hostname, '127.0.0.1')
    assert.notEqual(Number(given), port)
    assert.equal(office.served.welcome, null, 'there is no other way in')
    const browser = new Browser(office.served.address)
    assert.equal((await browser.post('/api/sign-in', { password: 'central-office' })).status, 401)
    assert.equal((await browser.post('/api/sign-in', { password: pages.password })).status, 200)
    assert.equal((await browser.ask<Home>('/api/home')).body.role, 'office')
  } finally {
    await pages.close()
  }
  assert.deepEqual(await network.office((office) => office.stores()), [], 'the homes are free again')
})
