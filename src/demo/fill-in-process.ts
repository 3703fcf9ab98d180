import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { CentralOfficeError } from '../model/errors.ts'

/** Fills a shop's database in a process of its own, whose memory (much garbage, a large page cache) goes with it. */
export async function fillInProcess(task: {
  file: string
  seed: number
  rows: number
  store: number
  lastDate: string
}): Promise<void> {
  // The same place in the source and in the built package, but for the ending.
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const program = fileURLToPath(new URL(`./shop-process.${ending}`, import.meta.url))
  const filling = fork(program, [JSON.stringify(task)], { execArgv: ['--max-old-space-size=128'], windowsHide: true })
  const [code] = await once(filling, 'exit')
  if (code !== 0)
    throw new CentralOfficeError('INTERNAL', `The made-up shop ${task.file} could not be filled.`, {
      hint: 'Look at the lines above; is the disk full?',
    })
}
