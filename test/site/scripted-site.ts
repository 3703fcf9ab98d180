import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { connectToSite } from '../../src/site/ftp-site.ts'
import type { Site } from '../../src/site/site.ts'
import { quick } from './sites.ts'

/** A site that gives one listing with one final reply, for replies no well-behaved server gives; visited already. */
export const aScriptedSite = async (
  t: TestContext,
  { listing, afterwards }: { listing: string; afterwards: string },
): Promise<Site> => {
  const data = await listening(createServer((socket) => void socket.end(listing)))
  const replies: Record<string, string> = {
    USER: '331 Password?',
    PASS: '230 Come in',
    TYPE: '200 Binary',
    EPSV: `229 Here (|||${portOf(data)}|)`,
    MLSD: `150 Coming\r\n${afterwards}`,
  }
  const control = await listening(
    createServer((socket) => {
      socket.on('error', () => undefined)
      socket.write('220 Hello\r\n')
      const lines = createInterface(socket)
      lines.on('line', (line) => socket.write(`${replies[line.split(' ')[0] ?? ''] ?? '502 No'}\r\n`))
    }),
  )
  const settings = { host: 'localhost', port: portOf(control), homeDir: '', username: 'someone', pinnedCertificate: '' }
  const site = await connectToSite({ ...settings, tls: 'off', passive: true }, 'secret', { deadlines: quick })
  t.after(async () => {
    await site.close()
    data.close()
    control.close()
  })
  return site
}

const listening = async (server: Server): Promise<Server> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port
