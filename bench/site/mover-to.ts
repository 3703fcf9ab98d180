import { findProgram } from '../../test/interop/servers/programs.ts'
import type { BenchSite } from '../ground/sites.ts'
import { curl } from './curl.ts'
import type { FileMover } from './file-mover.ts'
import { ourMover } from './our-mover.ts'

const maxBytes = 64 * 1024 ** 3

/** Who carries a peer's files: curl, or where it is not installed or cannot check the certificate our own site layer. */
export const moverTo = (site: BenchSite): FileMover => {
  const program = findProgram('curl')
  return site.access === null || program === undefined ? ourMover(site, maxBytes) : curl(program, site.access)
}
