import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const tests = fileURLToPath(new URL('../', import.meta.url))

/**
 * `npm test` runs a few groups of test files, each in one process: it loads the program once, and its code is compiled and warm for
 * the next file. What is not named here is in the group of all others, so that no test file can be left out.
 */
const patterns = {
  commands: ['cli/*', 'demo/**/*', 'location/*', 'settings/*'],
  faults: ['faults/[a-h]*'],
  merge: ['capture/*', 'convergence/*', 'merge/*', 'payload/*', 'verify/*'],
  pages: ['web/**/*'],
  sites: ['faults/[i-z]*'],
}

const matching = (pattern: string): string[] =>
  globSync(`${pattern}.test.ts`, { cwd: tests }).map((file) => file.replaceAll('\\', '/'))

function filesOf(group: keyof typeof patterns | 'others'): string[] {
  if (group !== 'others') return patterns[group].flatMap(matching)
  const named = new Set(Object.values(patterns).flat().flatMap(matching))
  return matching('**/*').filter((file) => !named.has(file))
}

export async function runTests(group: keyof typeof patterns | 'others'): Promise<void> {
  for (const file of filesOf(group).sort()) await import(new URL(`../${file}`, import.meta.url).href)
}
