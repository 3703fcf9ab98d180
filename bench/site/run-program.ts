import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** Runs a program with these lines on its standard input. Throws with its own words where it fails. */
export const runProgram = async (program: string, args: string[], lines: string[]): Promise<void> => {
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'] })
  child.stdin.end(`${lines.join('\n')}\n`)
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  if (code !== 0) throw new Error(said.trim().replace(/\s+/g, ' ') || `it ended with ${code}`)
}
