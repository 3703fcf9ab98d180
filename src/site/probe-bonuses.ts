import { Writable } from 'node:stream'
import { type Connection, newConnection } from './connection.ts'
import { flight } from './flight.ts'
import { freeSpace } from './free-space.ts'
import { listEntries } from './listing.ts'
import { at, type Finding, learn, type Probe } from './probe-step.ts'
import { signedIn } from './sign-in.ts'

/** The office uses so many at once at most. */
const mostConnections = 4

/** Folders cost one round trip together, where as many files would cost three each; a listing counts both alike. */
const manyFolders = 40

/**
 * Some sites cut a listing short without a word. So many entries tell a site that shows a handful or a screenful from one
 * that shows all; a limit of thousands only as many files would show, and of that a listing is refused where the site says
 * so (see listing.ts).
 */
export const manyEntries = async (probe: Probe): Promise<Finding> => {
  if (!(await foldersComeAndGo(probe))) {
    return { ok: 'skipped', detail: 'Not tried: it takes folders, and the site would keep them for ever.' }
  }
  probe.entries = await madeFolders(probe, manyFolders)
  if (probe.entries.length < 2) return { ok: 'skipped', detail: 'Not tried: the site did not make more folders.' }
  const listed = new Set((await listEntries(probe.connection, probe.folder)).map(({ name }) => name.toLowerCase()))
  const shown = probe.entries.filter((name) => listed.has(name.toLowerCase())).length
  const all = probe.entries.length
  await removeEntries(probe)
  if (shown === all) return { detail: `A listing shows all of ${all} entries.` }
  probe.connection.habits.listing = listed.size
  return {
    ok: 'limited',
    detail: `A listing shows ${shown} of ${all} entries: files that wait beyond are found later, when others are done with.`,
    remedy: 'Ask the hosting provider to raise the number of entries that a listing shows.',
  }
}

const foldersComeAndGo = async (probe: Probe): Promise<boolean> => {
  probe.entries = await madeFolders(probe, 1)
  await removeEntries(probe)
  return probe.entries.length === 0
}

const madeFolders = async (probe: Probe, count: number): Promise<string[]> => {
  const names = Array.from({ length: count }, (_, at) => `entry-${String(at + 1).padStart(2, '0')}`)
  // Noted before they are there: a connection lost in between must not leave any.
  probe.entries = names
  const lines = names.map((name) => `MKD ${at(probe, name)}`)
  const made = await flight(probe.connection, lines, 'make-folder')
  return names.filter((_, at) => (made[at]?.code ?? 500) < 300)
}

const removeEntries = async (probe: Probe): Promise<void> => {
  const lines = probe.entries.map((name) => `RMD ${at(probe, name)}`)
  const replies = await flight(probe.connection, lines, 'remove')
  probe.entries = probe.entries.filter((_, at) => (replies[at]?.code ?? 0) >= 400)
}

/** The last bytes of the largest file, which is how a download goes on where it broke off. */
export const resume = (probe: Probe): Promise<Finding> =>
  learn(probe, 'rest', async () => {
    const large = probe.files.reduce((a, b) => (b.bytes.length > a.bytes.length ? b : a))
    const start = large.bytes.length - 1000
    const parts: Buffer[] = []
    const sink = new Writable({
      write: (chunk, _, done) => {
        parts.push(chunk)
        done()
      },
    })
    await probe.connection.client.downloadTo(sink, at(probe, large.name), start)
    if (Buffer.concat(parts).equals(large.bytes.subarray(start))) {
      return { detail: 'A download goes on where it broke off.' }
    }
    return {
      ok: 'limited',
      detail: 'A download that broke off begins anew: the site does not go on in the middle.',
      remedy: 'Ask the hosting provider to allow downloads to be resumed (the FTP command REST).',
    }
  })

export const features = async (probe: Probe): Promise<Finding> => {
  const { message } = await probe.connection.ask('FEAT', 'ask')
  const names = message
    .split('\n')
    .slice(1, -1)
    .map((line) => line.trim().split(' ')[0] ?? '')
    .filter(Boolean)
  probe.freeBytes = await freeSpace(probe.connection)
  const announced = names.length === 0 ? 'None announced.' : `${names.join(', ')}.`
  if (probe.freeBytes === null) return { detail: `${announced} The site does not tell its free space.` }
  return { detail: `${announced} Free space: ${Math.round(probe.freeBytes / 1_000_000)} MB.` }
}

/** How many connections the site allows at once: the office fetches in parallel, and locations may come by together. */
export const connections = async ({ settings, password, options, connection }: Probe): Promise<Finding> => {
  const more: Connection[] = []
  const another = async (): Promise<boolean> => {
    const next = newConnection(settings, password, options, { ...connection.habits })
    try {
      await signedIn(next, settings, password, options.extraCa)
      more.push(next)
      return true
    } catch {
      // Sites refuse one too many in every way there is; that the settings are right has been shown before.
      next.close()
      return false
    }
  }
  try {
    // Twice, since a connection may also be lost by chance.
    while (1 + more.length < mostConnections && ((await another()) || (await another())));
    const count = 1 + more.length
    connection.habits.connections = count
    if (count > 1) return { detail: `${count === mostConnections ? `At least ${count}` : count} connections at once.` }
    return {
      ok: 'limited',
      detail: 'Only one connection at once: locations that come by at the same time wait for each other.',
      remedy: 'Ask the hosting provider to allow several connections at a time for this account.',
    }
  } finally {
    for (const one of more) one.close()
  }
}
