import type { Served } from '../web/serve.ts'

/** What `serve` prints when it has started. `link` false: what is printed is kept in a log, where no one-time link is to stand. */
export function serveLines({ address, welcome, fault }: Pick<Served, 'address' | 'welcome' | 'fault'>, link: boolean) {
  const last = 'Ctrl-C ends it.'
  // Whoever opened the address would find nothing to look at.
  if (fault !== null)
    return [
      fault.message,
      fault.hint,
      'Meanwhile transmission times and notices go on, and programs can use the API as described at:',
      `${address}/api/openapi.json`,
      last,
    ]
  const first =
    welcome === null
      ? []
      : [
          link
            ? `First start: set a password with this one-time link, good for a day: ${welcome}`
            : 'First start: for the one-time link to set a password: central-office password reset',
        ]
  return [`The pages are at ${address}`, ...first, last]
}
