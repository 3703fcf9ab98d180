import { test } from 'node:test'
import { agreed, edit, putBack, started, visitOther } from './put-back-unseen.ts'

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
}
