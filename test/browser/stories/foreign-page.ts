import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A page that somebody else serves on this computer: what it may try with the pages of a location at `target`. */
const pageFor = (target: string): string => `<!doctype html><title>elsewhere</title>
<form id="form" method="post" action="${target}/api/transmit" enctype="text/plain"><input name='{"takeOver":true,"x":"' value='"}'></form>
<iframe id="frame" src="${target}/"></iframe>`

/** Serves it on a port of its own: another origin, and for cookies the same site, the harder case. */
export async function startForeignPage(target: string): Promise<{ address: string; close: () => Promise<void> }> {
  const server: Server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(pageFor(target))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed())
      server.closeAllConnections()
    })
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}
