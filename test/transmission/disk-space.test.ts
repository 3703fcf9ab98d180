import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HomeDisk } from '../../src/transmission/home-disk.ts'
import { SiteNetwork } from '../faults/site-network.ts'

test('a small payload needs little space, and where that is missing the message says how much and where', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  await network.settle()
  network.shop.database.exec('INSERT INTO orders VALUES (1, 10)')
  await network.visitStore()
  const { mock } = t.mock.method(HomeDisk.prototype, 'free', async () => 8_000_000)
  const { problems } = await network.visitOffice()
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['PAYLOAD_TOO_LARGE'],
  )
  assert.match(
    problems[0]?.message ?? '',
    /^A payload needs 10 MB on the disk of the home folder \(1 MB for itself, 9 MB for what is written meanwhile\), and 8 MB are free\.$/,
  )
  assert.ok(problems[0]?.hint.includes(network.office.open.home.folder))
  mock.mockImplementation(async () => 10_000_000)
  assert.deepEqual((await network.visitOffice()).problems, [])
  assert.deepEqual(network.disagreements(), [])
})
