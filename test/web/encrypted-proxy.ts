import { request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { type Certificate, makeCertificate } from '../../src/demo/ftp-site/certificate.ts'

/** A proxy that encrypts, as people put before the pages: keeps the Host, and adds the visitor's address to X-Forwarded-For. */
export async function encryptedProxy(t: TestContext, portBehind: () => number): Promise<{ origin: URL } & Certificate> {
  const made = makeCertificate()
  const server = createServer({ cert: made.certificate, key: made.key }, (incoming, outgoing) => {
    const before = incoming.headers['x-forwarded-for']
    // The visitor's own address is that of this computer; a test names it by a header.
    const visitor = String(incoming.headers['x-visitor'] ?? incoming.socket.remoteAddress)
    const headers = { ...incoming.headers, 'x-forwarded-for': before ? `${before}, ${visitor}` : visitor }
    const passed = request(
      { hostname: '127.0.0.1', port: portBehind(), path: incoming.url, method: incoming.method, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    incoming.pipe(passed)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { origin: new URL(`https://localhost:${(server.address() as AddressInfo).port}`), ...made }
}
