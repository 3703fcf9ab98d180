import { CentralOfficeError } from '../model/errors.ts'

/** As much as an invitation inside a long e-mail takes. */
const LONGEST_INPUT = 4 * 1024 * 1024

/** Arrow keys and their like begin with Escape and come as one piece. */
const KEYS = new RegExp(`${String.fromCharCode(27)}\\[?[0-9;]*[A-Za-z~]?`, 'g')

/** How a command asks a person, or reads what a program hands it. */
export type Questions = {
  /** True where a person sits before standard input. */
  canAsk: boolean
  /** Asks on the terminal; `hidden`: what is typed does not show. Errors: CANCELLED by Ctrl-C. */
  ask: (question: string, options?: { hidden?: boolean }) => Promise<string>
  /** All of standard input. */
  input: () => Promise<string>
  /** The first line of standard input, without its end. */
  line: () => Promise<string>
}

/** Standard input, a terminal or not. */
export type Typing = Pick<NodeJS.ReadableStream, 'on' | 'off' | 'pause' | 'resume'> &
  AsyncIterable<unknown> & { isTTY?: boolean; setRawMode?: (raw: boolean) => unknown }

export function questionsOn(input: Typing, write: (text: string) => void): Questions {
  let whole: Promise<string> | undefined
  const all = () => (whole ??= readAll(input))
  return {
    canAsk: input.isTTY === true,
    ask: (question, options = {}) => ask(input, write, question, options.hidden ?? false),
    input: all,
    line: async () => (await all()).split(/\r?\n/, 1)[0] ?? '',
  }
}

async function readAll(input: AsyncIterable<unknown>): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of input) {
    const bytes = Buffer.from(piece as Uint8Array | string)
    size += bytes.length
    if (size > LONGEST_INPUT)
      throw new CentralOfficeError('USAGE', 'Standard input holds more than belongs there.', {
        hint: 'Hand over the one file that the command asks for.',
      })
    pieces.push(bytes)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** Reads one line key by key, since only then can the terminal be kept from showing it. */
function ask(input: Typing, write: (text: string) => void, question: string, hidden: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = ''
    const finish = (settle: () => void) => {
      input.off('data', take)
      input.off('end', stop)
      input.setRawMode?.(false)
      input.pause()
      write('\n')
      settle()
    }
    const stop = () => finish(() => reject(cancelled()))
    const take = (piece: Buffer | string) => {
      const text = String(piece).replaceAll(KEYS, '')
      for (const letter of text) {
        if (letter === '\r' || letter === '\n') return finish(() => resolve(typed))
        if (letter === '\u0003' || letter === '\u0004') return stop()
        if (letter === '\u007f' || letter === '\b') {
          if (typed !== '' && !hidden) write('\b \b')
          typed = [...typed].slice(0, -1).join('')
        } else {
          typed += letter
          if (!hidden) write(letter)
        }
      }
    }
    // Before the question shows: whoever types at once is not shown by the terminal itself.
    input.setRawMode?.(true)
    input.on('data', take)
    input.on('end', stop)
    input.resume()
    write(`${question} `)
  })
}

const cancelled = (): CentralOfficeError =>
  new CentralOfficeError('CANCELLED', 'It was cancelled.', { hint: 'Nothing was changed.', retryable: true })
