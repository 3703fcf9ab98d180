import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasCode } from '../../src/model/errors.ts'
import { SiteNetwork } from './site-network.ts'

/** Every command in every way. Otherwise those that list, carry or delete a file, which the rest only prepares. DROPS=all */
const EVERY_WAY = process.env.DROPS === 'all'

type Role = 'store' | 'office'

/** A day's work on both sides, after which either side's visit receives and sends. */
async function work(network: SiteNetwork, role: Role, day: number): Promise<void> {
  const { database } = network.shop
  const { replica } = network.office
  database.exec(
    `INSERT INTO orders (total) VALUES (${day}); UPDATE orders SET total = total + 1 WHERE id % 3 = ${day % 3}`,
  )
  database.prepare(`INSERT INTO customers VALUES (?, 'met at the shop', NULL)`).run(`shop ${day}`)
  await replica.database.run(`UPDATE prices SET price = $1`, day)
  await replica.database.run(`INSERT INTO customers VALUES ($1, 'met at the office', NULL)`, `office ${day}`)
  await (role === 'store' ? network.visitOffice() : network.visitStore())
}

for (const role of ['store', 'office'] as const)
  test(`a visit of the ${role} may break off before, during or after any of its commands`, async (t) => {
    const network = await SiteNetwork.start(t, 1)
    network.shop.database.exec(`INSERT INTO prices VALUES ('A', 0)`)
    await network.settle()
    const visit = () => (role === 'store' ? network.visitStore() : network.visitOffice())
    const other = () => (role === 'store' ? network.visitOffice() : network.visitStore())
    await work(network, role, 0)
    const sofar = network.site.commands.length
    const { sent, received } = await visit()
    assert.ok(sent.payloads > 0 && received.payloads > 0)
    const commands = network.site.commands.slice(sofar).map((line) => line.split(' ')[0] ?? '')
    assert.ok(commands.includes('RETR') && commands.includes('STOR') && commands.includes('DELE'))

    let day = 1
    // One more than the commands, for the greeting.
    for (let passed = 0; passed <= commands.length; passed++)
      for (const when of ['before', 'during', 'after'] as const) {
        const changes = /RETR|STOR|MLSD|DELE/.test(commands[passed - 1] ?? '')
        if (!changes && !EVERY_WAY && (passed > 0 || when !== 'before')) continue
        await work(network, role, day++)
        network.site.inject({
          command: '*',
          after: passed,
          times: Number.POSITIVE_INFINITY,
          do: { kind: 'drop', when },
        })
        const broken = await visit().then(
          ({ problems }) => problems[0],
          (error) => error,
        )
        network.site.clearFaults()
        assert.ok(
          broken === undefined || hasCode(broken, 'SITE_DROPPED') || broken.code,
          `${when} ${commands[passed - 1]}`,
        )
        for (const next of [visit, other]) assert.deepEqual((await next()).problems, [])
        assert.deepEqual(
          network.disagreements(),
          [],
          `${when} command ${passed}, ${commands[passed - 1] ?? 'greeting'}`,
        )
      }
    await network.settle()
    assert.equal(await network.conflicts(), 0)
    const left = network.files().map((file) => file.replace(/^.*\//, '').replace(/\..*$/, ''))
    assert.deepEqual(left, ['joined', 'visit'])
  })

test('a connection that drops once in a visit is made again, and the visit goes on', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  network.shop.database.exec(`INSERT INTO prices VALUES ('A', 0)`)
  await network.settle()
  await work(network, 'store', 1)
  for (const command of ['MLSD', 'RETR', 'STOR', 'DELE'])
    network.site.inject({ command, do: { kind: 'drop', when: 'after' } })
  const { problems } = await network.visitStore()
  assert.deepEqual(problems, [])
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
})
