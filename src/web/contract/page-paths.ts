/** Where the pages are. What stands below one of them (`/stores/<guid>`) is that page's own affair. */
export const pagePaths = [
  '/',
  '/transmit',
  '/stores',
  '/conflicts',
  '/parked',
  '/data',
  '/reports',
  '/replica-setup',
  '/tables',
  '/setup',
] as const
export type PagePath = (typeof pagePaths)[number]

/** Pages with one more part below them: a store, a transmission, a table. */
const withParts: ReadonlySet<string> = new Set<PagePath>([
  '/transmit',
  '/stores',
  '/conflicts',
  '/parked',
  '/data',
  '/reports',
])

/** Whether a page is at this address (without its query). */
export function isPagePath(path: string): boolean {
  const [, page = '', part, ...more] = path.replace(/(?<=.)\/$/, '').split('/')
  const found = pagePaths.find((known) => known === `/${page}`)
  if (found === undefined || more.length > 0) return false
  return part === undefined || (part !== '' && withParts.has(found))
}
