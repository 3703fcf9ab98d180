import { createReadStream, existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname, join, posix } from 'node:path'
import { Readable } from 'node:stream'
import type { Context, Handler } from 'hono'
import { CentralOfficeError } from '../../model/errors.ts'
import { isPagePath } from '../contract/page-paths.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/** Smallest first; the build puts them beside the files. */
const packed = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
]

/**
 * Serves the built pages. Where there is neither a file nor a page, people are shown the pages all the same, which say so; the status
 * says it too. Errors: PAGES_NOT_BUILT, PAGE_UNKNOWN.
 */
export const staticPages =
  (folder: string): Handler =>
  async (c) => {
    const isPage = isPagePath(c.req.path)
    const path = isPage ? null : pathOf(c.req.path)
    const found = path === null ? null : await send(c, folder, path)
    if (found) return found
    if (!isPage && !isForPeople(c))
      throw new CentralOfficeError('PAGE_UNKNOWN', 'There is no such page or file.', { hint: 'Open the pages at /.' })
    if (!isPage) c.status(404)
    const index = await send(c, folder, 'index.html')
    if (index) return index
    if (isForPeople(c)) return c.text(`${pagesNotBuilt().message} ${pagesNotBuilt().hint}\n`, 503)
    throw pagesNotBuilt()
  }

/** Whether pages have been built into the folder. */
export const hasPages = (folder: string): boolean => existsSync(join(folder, 'index.html'))

export const pagesNotBuilt = (): CentralOfficeError =>
  new CentralOfficeError(
    'PAGES_NOT_BUILT',
    'The pages cannot be shown: this copy of the program was not built completely.',
    { hint: 'In the folder of the program: npm ci && npm run build:ui' },
  )

/** A browser opens a page, as against a script that asks for a file. */
const isForPeople = (c: Context): boolean => (c.req.header('accept') ?? '').includes('text/html')

/**
 * A path inside the folder, with `/` between its parts on every computer, or null. No file of the pages has `\` in its name, which
 * Windows takes for a `/`, or a colon, behind which it has drives and hidden streams.
 */
export function pathOf(requested: string): string | null {
  try {
    const path = posix.normalize(decodeURIComponent(requested)).replace(/^\/+/, '')
    return path === '' || path.startsWith('..') || /[\0\\:]/.test(path) ? null : path
  } catch {
    return null
  }
}

async function send(c: Context, folder: string, path: string): Promise<Response | null> {
  const type = types[extname(path).toLowerCase()]
  if (type === undefined) return null
  const file = join(folder, path)
  const accepted = new Set(
    (c.req.header('accept-encoding') ?? '').split(',').map((word) => word.split(';', 1)[0]?.trim()),
  )
  const forms = [...packed.filter(({ encoding }) => accepted.has(encoding)), { encoding: '', ending: '' }]
  for (const { encoding, ending } of forms) {
    const size = await sizeOf(`${file}${ending}`)
    if (size === null) continue
    c.header('content-type', type)
    c.header('content-length', String(size))
    c.header('vary', 'accept-encoding')
    // Vite puts a hash of the contents into the names of what lies in assets.
    c.header('cache-control', path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    if (encoding !== '') c.header('content-encoding', encoding)
    if (c.req.method === 'HEAD') return c.body(null)
    return c.body(Readable.toWeb(createReadStream(`${file}${ending}`)) as ReadableStream<Uint8Array>)
  }
  return null
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    const about = await stat(file)
    return about.isFile() ? about.size : null
  } catch {
    return null
  }
}
