import { test } from 'node:test'
import { agreed, edit, putBack, started, visit, visitOther } from './put-back-unseen.ts'
import { SiteNetwork } from './site-network.ts'

// Other ways to be put back unseen: restored-unseen.long.ts
for (const role of ['store', 'office']) {
  test(`${role}: what it sends under numbers it had used before is not lost, nor what it had sent then`, async (t) => {
    const { network, who, backup } = await started(t, role)
    await edit(network, who, 3)
    await edit(network, who, 4)
    await visitOther(network, who)
    await putBack(network, who, backup)
    await edit(network, who, 5)
    await edit(network, who, 6)
    await agreed(network, who, [3, 4, 5, 6])
  })

  test(`${role}: put back to the day on which it had heard nothing yet`, async (t) => {
    const network = await SiteNetwork.start(t, 2)
    const who = role === 'office' ? role : network.shop
    await visit(network, who)
    const backup = await network.backUp(who)
    await network.settle()
    for (const id of [3, 4, 5]) await edit(network, who, id)
    await network.settle()
    await putBack(network, who, backup)
    // an office that has no table yet hears of it with what a shop says next
    await edit(network, network.shop, 6)
    await agreed(network, who, who === 'office' ? [3, 4, 5] : [3, 4, 5, 6])
  })
}
