import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { MOST_TAGS } from '../../src/model/manifest.ts'
import { agreed, backUpAsking, edit, goesOnFrom, putBack, started, visit, visitOther } from './put-back-unseen.ts'

for (const role of ['store', 'office']) {
  for (const since of [[4], [4, 5], [4, 5, 6]])
    test(`${role}: no acknowledgement tells of what it sent before, and it sends ${since.length} since`, async (t) => {
      const { network, who, backup } = await started(t, role)
      await edit(network, who, 3)
      await visitOther(network, who)
      await visit(network, who)
      await putBack(network, who, backup)
      for (const id of since) await edit(network, who, id)
      await agreed(network, who, [3, ...since])
    })

  test(`${role}: the first payload that it sends since is lost on the site`, async (t) => {
    const { network, who, backup } = await started(t, role)
    await edit(network, who, 3)
    await visitOther(network, who)
    await visit(network, who)
    await putBack(network, who, backup)
    await edit(network, who, 4)
    const first = network.payloads()
    assert.ok(first.length > 0)
    await edit(network, who, 5)
    for (const file of first) rmSync(join(network.folderOnSite, file))
    await agreed(network, who, [3, 4, 5])
  })

  test(`${role}: put back to a day on which it was asking, which nobody has heard of since`, async (t) => {
    const { network, who, backup } = await started(t, role)
    await edit(network, who, 3)
    await visitOther(network, who)
    const asking = await backUpAsking(network, who, backup)
    await network.restore(who, backup)
    await visit(network, who)
    await network.settle()
    await goesOnFrom(network, who, asking)
  })

  test(`${role}: put back to a day on which it was asking, though it had got the answer`, async (t) => {
    const { network, who, backup } = await started(t, role)
    await edit(network, who, 3)
    await visitOther(network, who)
    const asking = await backUpAsking(network, who, backup)
    await network.settle()
    await goesOnFrom(network, who, asking)
  })

  test(`${role}: put back into a life that the other has forgotten, having been restored itself`, async (t) => {
    const { network, who } = await started(t, role)
    const other = who === 'office' ? network.shop : 'office'
    const before = await network.backUp(other)
    await edit(network, other, 9)
    const asking = await backUpAsking(network, other, before)
    await edit(network, who, 3)
    await network.settle()
    const answered = await network.backUp(who)
    await edit(network, other, 10)
    await network.restore(other, asking)
    await network.settle()
    await goesOnFrom(network, who, answered)
  })

  test(`${role}: it has sent less since than before`, async (t) => {
    const { network, who, backup } = await started(t, role)
    for (const id of [3, 4, 5, 6]) await edit(network, who, id)
    await visitOther(network, who)
    await putBack(network, who, backup)
    await edit(network, who, 7)
    await agreed(network, who, [3, 4, 5, 6, 7])
  })

  test(`${role}: it has sent more since than before`, async (t) => {
    const { network, who, backup } = await started(t, role)
    await edit(network, who, 3)
    await visitOther(network, who)
    await putBack(network, who, backup)
    for (const id of [4, 5, 6, 7]) await edit(network, who, id)
    await agreed(network, who, [3, 4, 5, 6, 7])
  })
}

test('store: put back to a day on which it was asking, though it had got the answer and sent more than 50 payloads since', async (t) => {
  const { network, who, backup } = await started(t, 'store')
  await edit(network, who, 3)
  const asking = await backUpAsking(network, who, backup)
  await network.settle()
  const ids = Array.from({ length: MOST_TAGS + 1 }, (_, i) => i + 4)
  for (const id of ids) await edit(network, who, id)
  await network.settle()
  await putBack(network, who, asking)
  await agreed(network, who, [3, ...ids])
})

test('store: put back to the day on which it had refilled the office, which was acknowledged since', async (t) => {
  const { network, who, backup } = await started(t, 'office')
  await edit(network, who, 3)
  await network.restore(who, backup)
  await network.visitOffice()
  await network.visitStore()
  const refilled = await network.backUp(network.shop)
  await network.settle()
  await edit(network, network.shop, 4)
  await network.settle()
  await putBack(network, network.shop, refilled)
  await agreed(network, network.shop, [4])
})
