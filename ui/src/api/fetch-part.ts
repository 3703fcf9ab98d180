import { Fault } from './fault.ts'
import { reach } from './request.ts'

/** Codes of a part that could not be fetched; `NotLoaded` says how it goes on. */
export const notFetched: readonly string[] = ['UNREACHABLE', 'PAGE_OUTDATED']

/**
 * Whether a file could not be fetched since the page was loaded. Browsers and Vite's preloading keep that in mind, and would show
 * the next part without its styles: from then on only loading the whole page again helps.
 */
let broken = false

/**
 * A part of the pages that is fetched when it is first needed. Errors: Fault UNREACHABLE where nothing answers; PAGE_OUTDATED where
 * the server answers, but this page has not got all its files or they are of another version.
 */
export async function fetchPart<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    if (!broken) return await load()
  } catch {
    broken = true
  }
  await reach('/api/session')
  throw new Fault({
    code: 'PAGE_OUTDATED',
    message:
      'This part of the page could not be loaded: Central Office was restarted or updated while the page was open.',
    hint: 'Try again: the whole page is then loaded anew.',
    status: 0,
  })
}
