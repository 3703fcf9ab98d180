import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folders of programs that were fetched for one run: npm's npx, pnpm's and yarn's dlx, bun's bunx. */
const FETCHED = /[\\/](_npx|(pnpm[\\/])?dlx(-[^\\/]+)?|bunx-[^\\/]+)[\\/]/

/** True for a file in a cache from which it goes again sooner or later. Pure. */
export const isFetchedForOnce = (file: string): boolean => FETCHED.test(file)

/** How a person goes on using this program the way it was started: from its source, out of a cache, or installed. */
export function ownCommand(file: string = fileURLToPath(import.meta.url), folder: string = process.cwd()): string {
  if (file.endsWith('.ts')) return 'npm run central-office --'
  // What a project has installed for itself is not in the PATH.
  return isFetchedForOnce(file) || file.startsWith(join(folder, 'node_modules'))
    ? 'npx central-office'
    : 'central-office'
}
