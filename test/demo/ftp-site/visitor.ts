import { randomBytes } from 'node:crypto'
import { PassThrough, Readable, Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { Client } from 'basic-ftp'
import { type FtpSite, startFtpSite } from '../../../src/demo/ftp-site/ftp-site.ts'

type SiteOptions = NonNullable<Parameters<typeof startFtpSite>[0]>

/** A site for one test. */
export const siteFor = async (context: TestContext, options: SiteOptions = {}): Promise<FtpSite> => {
  const site = await startFtpSite({ username: 'shop', password: 'p w', ...options })
  context.after(() => site.close())
  return site
}

/** How to reach a site in each way of encrypting. */
export const accessTo = (site: FtpSite, tls: 'off' | 'explicit' | 'implicit' = 'off') => ({
  host: site.host,
  port: site.port,
  user: site.username,
  password: site.password,
  secure: ({ off: false, explicit: true, implicit: 'implicit' } as const)[tls],
  secureOptions: { ca: site.certificate, host: site.host },
})

/** A client of the site, signed in, for one test. */
export const clientFor = async (
  context: TestContext,
  site: FtpSite,
  tls: 'off' | 'explicit' | 'implicit' = 'off',
): Promise<Client> => {
  const client = new Client(5000)
  context.after(() => client.close())
  await client.access(accessTo(site, tls))
  return client
}

export const upload = (client: Client, content: Buffer | string, path: string): Promise<unknown> =>
  client.uploadFrom(Readable.from(content.length === 0 ? [] : [Buffer.from(content)], { objectMode: false }), path)

export const download = async (client: Client, path: string, start = 0): Promise<Buffer> => {
  const through = new PassThrough()
  const [content] = await Promise.all([buffer(through), client.downloadTo(through, path, start)])
  return content
}

/** Downloads as far as it goes. */
export const downloadWhatComes = async (client: Client, path: string): Promise<{ content: Buffer; error: unknown }> => {
  const chunks: Buffer[] = []
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  const error = await client.downloadTo(sink, path).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return { content: Buffer.concat(chunks), error }
}

export const someBytes = (length: number): Buffer => randomBytes(length)
