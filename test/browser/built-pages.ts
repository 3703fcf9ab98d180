import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
export const builtPages = join(root, 'dist/ui')

/** Builds the pages where they are missing or older than their source. */
export function buildPages(): void {
  const built = join(builtPages, 'index.html')
  if (existsSync(built) && statSync(built).mtimeMs > newest(join(root, 'ui'))) return
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', '-c', 'ui/vite.config.ts', 'ui'],
    {
      cwd: root,
      stdio: 'ignore',
    },
  )
}

const newest = (folder: string): number =>
  Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  )
