import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { chmod, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { findProgram } from '../../test/interop/servers/programs.ts'
import type { Figure, Report, Skip } from '../figure.ts'
import { removeFolder } from '../ground/bench-folder.ts'
import type { Ground } from '../ground/ground.ts'
import type { BenchSite } from '../ground/sites.ts'
import { Samples } from '../samples.ts'
import { startCountingRelay } from './counting-relay.ts'
import { curl } from './curl.ts'
import { countEmptyVisits } from './empty-visits.ts'
import type { FileMover } from './file-mover.ts'
import { lftp } from './lftp.ts'
import { ourMover } from './our-mover.ts'

/** A file as large as a shop's database of so many rows would be with some room: 500 MB for a million. */
const bytesARow = 500

const directions = ['download', 'upload'] as const
const peerPrograms = { curl, lftp }
const emptyFolder = 'to-store'
const visitWhat = 'visit: sign in, list, leave; plain'

/** One file up and down through the site layer, beside curl and lftp on the same real server, taking turns. */
export const benchSite = async (ground: Ground): Promise<Report> => {
  const { sites } = ground
  if (sites.whyEmbedded !== '')
    return { figures: [], skips: [{ benchmark: 'site', what: 'everything', why: sites.whyEmbedded }] }
  const own = join(ground.folder, 'site')
  await mkdir(own)
  const report: Report = { figures: [], skips: [] }
  try {
    const source = join(own, 'source')
    const bytes = ground.size * bytesARow
    await fillWithNoise(source, bytes)
    for (const [over, site] of [['plain', sites.plain] as const, ['TLS', sites.tls] as const]) {
      await mkdir(join(site.root, emptyFolder), { recursive: true })
      await chmod(join(site.root, emptyFolder), 0o755)
      const ours = ourMover(site, bytes)
      const peers = await willingPeers(site, own, over, report.skips)
      const transfer = { ground, root: site.root, own, source, bytes, movers: [ours, ...peers], over }
      for (const direction of directions) report.figures.push(...(await timeTransfers(transfer, direction)))
      if (over === 'plain') {
        report.figures.push(...(await countVisits(site, ours, peers)))
        const beside = peers.find(({ name }) => name === 'lftp')
        report.figures.push(...(await countEmptyVisits(ground, site, beside, emptyFolder)))
      }
      for (const name of ['waiting', 'small']) await rm(join(site.root, name), { force: true })
    }
    return report
  } finally {
    await removeFolder(own)
  }
}

const fillWithNoise = (file: string, bytes: number): Promise<void> =>
  pipeline(async function* () {
    const noise = randomBytes(1_000_000)
    for (let left = bytes; left > 0; left -= noise.length) yield noise.subarray(0, left)
  }, createWriteStream(file))

/** The peers that are installed and can carry a small file to this server. */
const willingPeers = async (site: BenchSite, own: string, over: string, skips: Skip[]): Promise<FileMover[]> => {
  const { access } = site
  if (access === null) return []
  const small = join(own, 'small')
  await writeFile(small, 'small')
  const willing: FileMover[] = []
  for (const [name, make] of Object.entries(peerPrograms)) {
    const program = findProgram(name)
    try {
      if (program === undefined) throw new Error(`${name} is not installed`)
      const peer = make(program, access)
      await peer.upload(small, 'small')
      willing.push(peer)
    } catch (error) {
      skips.push({ benchmark: 'site', what: `beside ${name}, ${over}`, why: (error as Error).message })
    }
  }
  return willing
}

type Transfers = {
  ground: Ground
  root: string
  own: string
  source: string
  bytes: number
  movers: FileMover[]
  over: string
}

const timeTransfers = async (transfers: Transfers, direction: (typeof directions)[number]): Promise<Figure[]> => {
  const { ground, root, own, source, bytes, movers, over } = transfers
  const samples = new Samples()
  const there = { download: join(own, 'arrived'), upload: join(root, 'sent') }[direction]
  await movers[0]?.upload(source, 'waiting')
  // Nobody is always the first: what the disk still has to write for one is paid by the next.
  for (let run = 1; run <= ground.runs; run++) {
    ground.tell(`site ${run}/${ground.runs}: ${direction}, ${over}`)
    for (const mover of movers.map((_, at) => movers[(at + run) % movers.length])) {
      if (mover === undefined) continue
      await rm(there, { force: true })
      const started = performance.now()
      if (direction === 'download') await mover.download('waiting', there)
      else await mover.upload(source, 'sent')
      samples.add(mover.name, (performance.now() - started) / 1000)
      if ((await stat(there)).size !== bytes) throw new Error(`${mover.name} left a part of the file behind`)
    }
  }
  await rm(there, { force: true })
  const what = `${direction} ${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB, ${over}`
  const figure: Figure = { benchmark: 'site', what, unit: 'seconds', ours: samples.of('ours') }
  const peers = movers.slice(1)
  if (peers.length === 0) return [figure]
  return peers.map(({ name }) => ({
    ...figure,
    peer: { name, samples: samples.of(name) },
    ratio: 'gain',
    ...(name === 'curl' ? { aim: '>= 0.9' } : {}),
  }))
}

const countVisits = async ({ access }: BenchSite, ours: FileMover, peers: FileMover[]): Promise<Figure[]> => {
  if (access === null) return []
  const relay = await startCountingRelay(access.host, access.port)
  try {
    const turnsOf = async (mover: FileMover) => {
      await mover.look(emptyFolder, relay.port)
      return relay.turns()
    }
    const figure: Figure = {
      ...{ benchmark: 'site', what: `first ${visitWhat}`, unit: 'round trips' },
      ours: [await turnsOf(ours)],
    }
    const figures: Figure[] = [{ ...figure, what: `later ${visitWhat}`, ours: [await turnsOf(ours)] }]
    if (peers.length === 0) return [figure, ...figures]
    for (const peer of peers) {
      figures.push({
        ...figure,
        peer: { name: peer.name, samples: [await turnsOf(peer)] },
        ...(peer.name === 'lftp' ? { aim: '<= lftp + 2' } : {}),
      })
    }
    return figures
  } finally {
    await relay.close()
  }
}
