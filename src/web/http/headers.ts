import type { MiddlewareHandler } from 'hono'
import { HEALTH_PATH } from './healthz.ts'

/**
 * Scripts and styles come from files of this server alone: the pages keep Mantine from writing style elements (ui/src/theme.ts),
 * so that neither a nonce nor 'unsafe-inline' is needed.
 */
const pagesPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const answersPolicy = "default-src 'none'; frame-ancestors 'none'"

export const strictHeaders =
  ({ secure }: { secure: boolean }): MiddlewareHandler =>
  async (c, next) => {
    await next()
    const api = c.req.path.startsWith('/api/') || c.req.path === HEALTH_PATH
    const { headers } = c.res
    headers.set('content-security-policy', api ? answersPolicy : pagesPolicy)
    headers.set('x-content-type-options', 'nosniff')
    headers.set('x-frame-options', 'DENY')
    headers.set('referrer-policy', 'no-referrer')
    headers.set('cross-origin-opener-policy', 'same-origin')
    headers.set('cross-origin-resource-policy', 'same-origin')
    headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()')
    if (secure) headers.set('strict-transport-security', 'max-age=31536000')
    if (api) headers.set('cache-control', 'no-store')
  }
