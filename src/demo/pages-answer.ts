import { CentralOfficeError, type ErrorCode } from '../model/errors.ts'
import { ErrorBody } from '../web/contract/error-body.ts'
import { Home } from '../web/contract/home.ts'
import type { DemoPages } from './pages.ts'

/**
 * Asks the pages of every location as a browser does: the first page with its script, signing in, and what Home shows.
 * Fails with the code of what is refused: PAGES_NOT_BUILT where they were never built.
 */
export async function askPages({ all, password }: DemoPages): Promise<void> {
  for (const { served } of all) {
    const page = await (await answered(fetch(served.address))).text()
    const script = /<script[^>]* src="([^"]+)"/.exec(page)?.[1] ?? '/missing.js'
    await answered(fetch(new URL(script, served.address)))
    const headers = { origin: served.address, 'content-type': 'application/json' }
    const body = JSON.stringify({ password })
    const signedIn = await answered(fetch(`${served.address}/api/sign-in`, { method: 'POST', headers, body }))
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
    const home = await answered(fetch(`${served.address}/api/home`, { headers: { cookie } }))
    Home.parse(await home.json())
    await answered(fetch(`${served.address}/api/sign-out`, { method: 'POST', headers: { ...headers, cookie } }))
  }
}

async function answered(asked: Promise<Response>): Promise<Response> {
  const response = await asked
  if (response.ok) return response
  const { code, message, hint } = ErrorBody.parse(await response.json())
  throw new CentralOfficeError(code as ErrorCode, message, { hint })
}
