import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Mutant, mutants } from './mutants.ts'

/**
 * npm run test:mutants -- --runs N --seed S --only WORD : puts one deliberate fault after the other into a copy of the program, and
 * sees after how many runs of the convergence simulator it is caught. Fails if any survives.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
})

const root = resolve(import.meta.dirname, '../..')
const tell = (line: string) => process.stdout.write(`${line}\n`)

/** Returns what the simulator said: the run that failed, its seed and what was wrong; null where it noticed nothing. */
function hunt(mutant: Mutant): { run: number; seed: string; wrong: string } | null {
  const folder = mkdtempSync(join(tmpdir(), 'mutant-'))
  try {
    for (const part of ['src', 'test', 'package.json'])
      cpSync(join(root, part), join(folder, part), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
    putIn(mutant, folder)
    const simulator = join(folder, 'test', 'convergence', 'run.ts')
    const given = ['--runs', values.runs, '--seed', values.seed, '--stop']
    const node = ['--disable-warning=ExperimentalWarning', simulator, ...given]
    const { stdout, stderr, status } = spawnSync(process.execPath, node, { encoding: 'utf8', maxBuffer: 1 << 28 })
    const found = /failed after (\d+) runs: seed (\d+): (.*)/.exec(stdout)
    if (found) return { run: Number(found[1]), seed: String(found[2]), wrong: String(found[3]) }
    if (status !== 0) throw new Error(`the simulator itself failed: ${stderr}`)
    return null
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

function putIn({ name, file, text, instead }: Mutant, folder: string): void {
  const path = join(folder, ...file.split('/'))
  const source = readFileSync(path, 'utf8')
  if (source.split(text).length !== 2) throw new Error(`"${name}": its text does not stand exactly once in ${file}`)
  writeFileSync(
    path,
    source.replace(text, () => instead),
  )
}

/** A list of faults that no longer fits the source proves nothing: it counts as a survivor. */
function outcomeOf(mutant: Mutant): { caught: boolean; line: string } {
  try {
    const found = hunt(mutant)
    if (!found) return { caught: false, line: `SURVIVED ${values.runs} runs | |` }
    return { caught: true, line: `${found.run} runs | ${found.seed} | ${found.wrong.slice(0, 90)}` }
  } catch (error) {
    return { caught: false, line: `not tried: ${(error as Error).message} | |` }
  }
}

let survived = 0
tell('mutant | caught after | seed | by')
for (const mutant of mutants.filter(({ name }) => name.includes(values.only))) {
  const { caught, line } = outcomeOf(mutant)
  if (!caught) survived++
  tell(`${mutant.name} | ${line}`)
}
tell(`${survived} survived`)
process.exitCode = survived > 0 ? 1 : 0
