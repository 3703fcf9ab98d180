import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const tests = new URL('../', import.meta.url)

/**
 * `npm test` runs a few groups of test files, each in one process: it loads the program once, and its code is compiled and warm for
 * the next file. Folders that are not named here are in the group of all others, so that no test file can be left out.
 */
const folders = {
  commands: ['cli', 'demo', 'location', 'settings'],
  faults: ['faults'],
  merge: ['capture', 'convergence', 'merge', 'payload', 'verify'],
  pages: ['web'],
}
const named = Object.values(folders).flat()

export async function runTests(group: keyof typeof folders | 'others'): Promise<void> {
  const belongs = (folder: string) => (group === 'others' ? !named.includes(folder) : folders[group].includes(folder))
  const files = globSync('**/*.test.ts', { cwd: fileURLToPath(tests) }).map((file) => file.replaceAll('\\', '/'))
  for (const file of files.sort()) {
    if (belongs(file.split('/')[0] ?? '')) await import(new URL(file, tests).href)
  }
}
