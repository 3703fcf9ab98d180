import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { Readable } from 'node:stream'
import type { Context, Handler } from 'hono'
import { CentralOfficeError } from '../../model/errors.ts'

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

/** Serves the built pages; every path that is no file is the pages' own affair and gets index.html. Errors: PAGES_NOT_BUILT, PAGE_UNKNOWN. */
export const staticPages =
  (folder: string): Handler =>
  async (c) => {
    const path = pathOf(c.req.path)
    if (path !== null && extname(path) !== '') {
      const found = await send(c, folder, path)
      if (found) return found
      throw new CentralOfficeError('PAGE_UNKNOWN', 'There is no such file.', { hint: 'Open the pages at /.' })
    }
    const index = await send(c, folder, 'index.html')
    if (index) return index
    throw new CentralOfficeError(
      'PAGES_NOT_BUILT',
      'The pages are not there: this copy of the program was not built whole.',
      {
        hint: 'Build them with: npm run build:ui',
      },
    )
  }

/** A path inside the folder, or null. */
function pathOf(requested: string): string | null {
  try {
    const path = normalize(decodeURIComponent(requested)).replace(/^[/\\]+/, '')
    return path === '' || path.startsWith('..') || path.includes('\0') || path.includes(`${sep}..`) ? null : path
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
