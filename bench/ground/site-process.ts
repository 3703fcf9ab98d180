import { z } from 'zod'
import { startFtpSite } from '../../src/demo/ftp-site/ftp-site.ts'

// An FTP site in a process of its own: what it does costs none of the time and memory that is being measured.
const [root, tls] = z.tuple([z.string().min(1), z.enum(['off', 'explicit'])]).parse(process.argv.slice(2))
const site = await startFtpSite({ root, tls })
process.once('disconnect', () => void site.close())
process.send?.({
  host: site.host,
  port: site.port,
  username: site.username,
  password: site.password,
  fingerprint: site.fingerprint,
})
