import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Office } from '../../src/location/office.ts'
import { Store } from '../../src/location/store.ts'

// One location in a process of its own, as it runs in a shop; tells its parent the most memory it ever held.
const [role, home] = z.tuple([z.enum(['store', 'office', 'idle']), z.string()]).parse(process.argv.slice(2))

if (role !== 'idle') {
  const location = await (role === 'store' ? Store.open(home) : Office.open(home))
  const { problems } = await location.transmit()
  await location.close()
  const [problem] = problems
  if (problem) throw new Error(`the transmission met a problem: ${problem.message}`)
}
process.send?.(peakMemory())
process.disconnect()

/**
 * Bytes. What the system reports as maxRSS may be that of the parent, from which this process was forked; Linux keeps the
 * peak of this program alone elsewhere (proc_pid_status(5), VmHWM).
 */
function peakMemory(): number {
  if (process.platform === 'linux') {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    if (kibibytes !== undefined) return Number(kibibytes) * 1024
  }
  return process.resourceUsage().maxRSS * 1024
}
