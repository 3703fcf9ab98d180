import type { Fault } from '../../src/demo/ftp-site/faults.ts'
import type { Deadlines } from '../../src/site/options.ts'

export type FaultKind = {
  name: string
  do: Fault['do']
  /** The commands it can strike; default: all. */
  strikes?: RegExp
  /** How much it strikes: one command; from it on all that are like it; from it on everything. Default: one. */
  extent?: 'one' | 'alike' | 'everything'
  /** The visit itself gets over it, and reports nothing. */
  overcome?: boolean
  deadlines?: Partial<Deadlines>
  /** Only in the long run. */
  long?: boolean
}

/** Cuts short what hangs. */
const short: Partial<Deadlines> = { connect: 200, command: 200, dataIdle: 200, pause: 1 }
/** Gives up soon. */
const hopeless: Partial<Deadlines> = { connect: 60, command: 60, dataIdle: 60, step: 150, perByte: 0, pause: 1 }

const data = /^(MLSD|LIST|RETR|STOR)$/
const asks = /^(MLSD|LIST|RETR|SIZE|MDTM)$/
const changes = /^(CWD|STOR|DELE)$/
const refused = (code: number, text: string) => ({ kind: 'reply', code, text }) as const
const standsStill = { kind: 'slow', bytesPerSecond: 0.01 } as const

/** Everything that can go wrong at one command of a visit, or from one on. */
export const faultKinds: FaultKind[] = [
  { name: 'the connection drops before it', do: { kind: 'drop', when: 'before' }, overcome: true },
  { name: 'the connection drops in its data', strikes: data, do: { kind: 'drop', when: 'during' }, overcome: true },
  { name: 'it is done and its reply lost', do: { kind: 'drop', when: 'after' }, overcome: true },
  { name: 'the site is gone before it', extent: 'everything', do: { kind: 'drop', when: 'before' } },
  { name: 'the site is gone in its data', extent: 'everything', strikes: data, do: { kind: 'drop', when: 'during' } },
  { name: 'the site is gone once it is done', extent: 'everything', do: { kind: 'drop', when: 'after' }, long: true },

  { name: 'a 4xx', strikes: /^(?!AUTH|PROT)/, do: refused(450, 'Try again later'), overcome: true },
  // Nobody knows whether that site will ever encrypt, and it is not gone on without.
  { name: 'a 4xx about TLS', strikes: /^(AUTH|PROT)$/, do: refused(450, 'Try again later') },
  { name: 'a 4xx from there on', extent: 'everything', do: refused(450, 'Not now'), long: true },
  { name: 'a 5xx that denies it', do: refused(550, 'Permission denied') },
  { name: 'a 5xx from there on', extent: 'everything', do: refused(550, 'Permission denied'), long: true },
  { name: 'a 5xx that says nothing is there', strikes: asks, do: refused(550, 'No such file or directory') },
  { name: 'a 5xx about a path', strikes: changes, do: refused(550, 'No such file or directory'), long: true },
  { name: 'a 5xx that does not know it', do: refused(500, 'Command not understood'), long: true },
  { name: 'a 421 between files', do: { kind: 'disconnect-idle' }, overcome: true },
  { name: 'a 421 from there on', extent: 'everything', do: { kind: 'disconnect-idle' }, long: true },

  { name: 'no reply', do: { kind: 'hang' }, overcome: true, deadlines: short },
  { name: 'no reply from there on', extent: 'everything', do: { kind: 'hang' }, deadlines: hopeless, long: true },
  { name: 'its data stands still', strikes: data, do: standsStill, overcome: true, deadlines: short },
  {
    name: 'data stands still from there on',
    extent: 'alike',
    strikes: data,
    do: standsStill,
    deadlines: hopeless,
    long: true,
  },
  { name: 'its data at 1 kB/s', strikes: data, do: { kind: 'slow', bytesPerSecond: 1000 }, overcome: true },

  { name: 'a wrong size: cut short', strikes: /^(RETR|STOR)$/, do: { kind: 'truncate', bytes: 40 } },
  { name: 'a wrong size: nothing', strikes: /^(RETR|STOR)$/, do: { kind: 'truncate', bytes: 0 }, long: true },
  { name: 'a wrong size is told', strikes: /^SIZE$/, do: { kind: 'wrong-size' }, overcome: true },
  { name: 'wrong sizes are told from there on', extent: 'alike', strikes: /^SIZE$/, do: { kind: 'wrong-size' } },
  { name: 'a bit is another', strikes: data, do: { kind: 'corrupt' } },
  { name: 'a truncated listing', strikes: /^(MLSD|LIST)$/, do: { kind: 'truncated-list', entries: 1 } },
  { name: 'an empty listing', strikes: /^(MLSD|LIST)$/, do: { kind: 'empty-list' } },
  { name: 'a listing in DOS format', strikes: /^LIST$/, do: { kind: 'dos-list' }, overcome: true },

  { name: 'the disk is full mid-file', strikes: /^STOR$/, do: { kind: 'disk-full', afterBytes: 20 } },
  {
    name: 'the disk stays full',
    extent: 'alike',
    strikes: /^STOR$/,
    do: { kind: 'disk-full', afterBytes: 20, code: 552 },
  },
  { name: '226 comes early', strikes: data, do: { kind: 'early-226' }, overcome: true },
  { name: 'it is said to be done and is not', strikes: /^DELE$/, do: refused(250, 'Deleted'), overcome: true },
  { name: 'the file appears late', strikes: /^STOR$/, do: { kind: 'late' }, overcome: true },
  { name: 'files appear late from there on', extent: 'alike', strikes: /^STOR$/, do: { kind: 'late' } },
]
