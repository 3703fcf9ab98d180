import { z } from 'zod'
import { startFtpSite } from '../../src/demo/ftp-site/ftp-site.ts'
import { startSlowLine } from '../../test/site/slow-line.ts'

// An FTP site in a process of its own: what it does costs none of the time and memory that is being measured.
const [root, tls, delay] = z
  .tuple([z.string().min(1), z.enum(['off', 'explicit']), z.coerce.number().min(0)])
  .parse(process.argv.slice(2))
const site = await startFtpSite({ root, tls })
const slow = delay > 0 ? await startSlowLine(site.port, delay) : null
process.once('disconnect', () => {
  slow?.close()
  void site.close()
})
process.send?.({
  host: slow?.line.host ?? site.host,
  port: site.port,
  username: site.username,
  password: site.password,
  fingerprint: site.fingerprint,
})
