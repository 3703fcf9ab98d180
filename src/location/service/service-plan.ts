import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { CentralOfficeError } from '../../model/errors.ts'
import { isFetchedForOnce } from '../../model/own-command.ts'

/** What is to run by itself: the pages of one location, with its transmission times and notices. */
export type ServicePlan = {
  /** Tells it from the services of other locations on this computer. */
  name: string
  /** Absolute paths of Node and of this program's own file. */
  node: string
  program: string
  /** Home folder, absolute. */
  home: string
  /** Further words of `central-office serve`. */
  options: string[]
}

const OWN = 'central-office'

/** Always the same for one home folder: `central-office`, or with an ending where it is not the usual one. */
export function serviceName(home: string, usualHome: string): string {
  if (home === usualHome) return OWN
  const ending = createHash('sha256').update(home).digest('hex').slice(0, 6)
  const word = basename(home)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  return [OWN, ...(word === '' || word === OWN ? [] : [word]), ending].join('-')
}

/** A service starts the same file for years. Errors: SERVICE_REFUSED for one in a cache that is emptied now and then (npx). */
export function refuseFetchedProgram(program: string): void {
  if (!isFetchedForOnce(program)) return
  throw new CentralOfficeError(
    'SERVICE_REFUSED',
    `The program was fetched for this run alone, into ${program}: it will be gone one day, and the service with it.`,
    { hint: 'Install it to stay: npm install --global central-office, then: central-office service install' },
  )
}

/** The command as words. */
export const commandOf = ({ node, program, home, options }: ServicePlan): string[] => [
  node,
  program,
  'serve',
  // What it prints is kept in a log, where the one-time link does not belong.
  '--no-link',
  '--home',
  home,
  ...options,
]
