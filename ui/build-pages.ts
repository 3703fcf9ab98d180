import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
export const builtPages = join(root, 'dist/ui')

/** What the built pages are made of. */
const sources = ['ui', 'src/web/contract', 'package-lock.json']

/** Builds the pages where they are missing or older than their source. Fails with what Vite says. */
export function buildPages(): void {
  const built = join(builtPages, 'index.html')
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...sources.map((source) => newest(join(root, source)))))
    return
  console.error('Building the pages ...')
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', '-c', 'ui/vite.config.ts', 'ui', '--logLevel', 'error'],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
}

const newest = (place: string): number =>
  statSync(place).isFile()
    ? statSync(place).mtimeMs
    : Math.max(
        ...readdirSync(place, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
      )

if (import.meta.main) buildPages()
