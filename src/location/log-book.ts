import { type FileHandle, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Home } from '../settings/home.ts'
import { LOG_FILE, type LogLine, parseLogLine } from './transmission-log.ts'

/** A line of the log by its number: year and month, then its place in the file of that month. It never changes. */
export type NumberedLine = LogLine & { number: number }

/** More lines than one month's file ever has. */
const LINES_A_MONTH = 10_000_000
/** Lines between two places of a file that are kept in mind. */
const STRIDE = 1_000
const CHUNK = 256 * 1024

type Wanted = { limit: number; fits?: Fits | undefined }
/** Words that all stand in the line, and the least level (pino's). */
export type Fits = { words: string[]; level: number }

/** What is known of one file: how many whole lines it has, and where each thousandth begins. */
type Index = { lines: number; bytes: number; marks: number[] }

/** Looks lines of a location's log up by their numbers, without reading what lies before them. */
export class LogBook {
  readonly #home: Home
  readonly #indexes = new Map<string, Index>()
  #counting: Promise<unknown> = Promise.resolve()

  constructor(home: Home) {
    this.#home = home
  }

  /** Lines with higher numbers, oldest first. */
  async after({ limit, fits, after }: Wanted & { after: number }): Promise<{ lines: NumberedLine[]; more: boolean }> {
    const lines: NumberedLine[] = []
    for (const name of await this.#files()) {
      if (monthOf(name) < Math.floor(after / LINES_A_MONTH)) continue
      const from = monthOf(name) === Math.floor(after / LINES_A_MONTH) ? after % LINES_A_MONTH : 0
      for await (const line of this.#lines(name, from)) {
        if (!isFit(line, fits)) continue
        if (lines.length === limit) return { lines, more: true }
        lines.push(line)
      }
    }
    return { lines, more: false }
  }

  /** The last lines, oldest first. */
  async latest({ limit, fits }: Wanted): Promise<{ lines: NumberedLine[]; more: boolean }> {
    let lines: NumberedLine[] = []
    for (const name of (await this.#files()).reverse()) {
      let to = (await this.#index(name)).lines
      while (to > 0) {
        const from = Math.max(0, to - STRIDE)
        const found: NumberedLine[] = []
        for await (const line of this.#lines(name, from, to)) if (isFit(line, fits)) found.push(line)
        lines = [...found, ...lines]
        if (lines.length >= limit) return { lines: lines.slice(-limit), more: false }
        to = from
      }
    }
    return { lines, more: false }
  }

  /** All lines of one transmission: they stand in the file of the month it began in, or, where a clock was ahead before, in a later one. */
  async ofTransmission(id: string): Promise<NumberedLine[]> {
    const named = `${id.slice(0, 4)}-${id.slice(4, 6)}.log`
    for (const name of await this.#files()) {
      if (name < named) continue
      const lines: NumberedLine[] = []
      for await (const line of this.#lines(name, 0, Infinity, id)) if (line.transmission === id) lines.push(line)
      if (lines.length > 0) return lines
    }
    return []
  }

  /** The last line of every transmission that ended in a month (YYYY-MM) of this place's calendar, oldest first. */
  async month(month: string): Promise<NumberedLine[]> {
    const [year = 0, number = 1] = month.split('-').map(Number)
    const begin = new Date(year, number - 1, 1).getTime()
    const end = new Date(year, number, 1).getTime()
    // Files go by the calendar of Greenwich and by when a transmission began; after a clock was ahead, one of a later month is written.
    const [first = '', last = ''] = [-1, 1].map((step) =>
      new Date(Date.UTC(year, number - 1 + step, 1)).toISOString().slice(0, 7),
    )
    const lines: NumberedLine[] = []
    const files = await this.#files()
    const later = files.find((name) => name.slice(0, 7) > last)
    for (const name of files) {
      if (name.slice(0, 7) < first || (name.slice(0, 7) > last && name !== later)) continue
      for await (const line of this.#lines(name, 0, Infinity, '"step":"done"'))
        if (endsTransmission(line) && line.time >= begin && line.time < end) lines.push(line)
    }
    return lines
  }

  /** The ends of transmissions from the last one that completed on, oldest first; of all there are where none has. */
  async endsSinceGood(): Promise<NumberedLine[]> {
    let ends: NumberedLine[] = []
    for (const name of (await this.#files()).reverse()) {
      let to = (await this.#index(name)).lines
      while (to > 0) {
        const from = Math.max(0, to - STRIDE)
        const found: NumberedLine[] = []
        for await (const line of this.#lines(name, from, to, '"step":"done"'))
          if (endsTransmission(line)) found.push(line)
        const good = found.findLastIndex(({ level }) => level < 50)
        ends = [...found.slice(Math.max(good, 0)), ...ends]
        if (good >= 0) return ends
        to = from
      }
    }
    return ends
  }

  async #files(): Promise<string[]> {
    return (await readdir(this.#home.log)).filter((name) => LOG_FILE.test(name)).sort()
  }

  /** Counts the lines that came since it was last asked; one count at a time. */
  #index(name: string): Promise<Index> {
    const counted = this.#counting.then(() => this.#count(name))
    this.#counting = counted.catch(() => undefined)
    return counted
  }

  async #count(name: string): Promise<Index> {
    const index = this.#indexes.get(name) ?? { lines: 0, bytes: 0, marks: [0] }
    this.#indexes.set(name, index)
    const file = await open(join(this.#home.log, name))
    try {
      const { size } = await file.stat()
      if (size < index.bytes) Object.assign(index, { lines: 0, bytes: 0, marks: [0] })
      await countLines(file, index)
    } finally {
      await file.close()
    }
    return index
  }

  /** Whole lines with places above `from`, up to `to`; only those with `text` in them, where it is given. */
  async *#lines(name: string, from: number, to = Infinity, text = ''): AsyncGenerator<NumberedLine> {
    const index = await this.#index(name)
    const last = Math.min(to, index.lines)
    let place = Math.floor(from / STRIDE) * STRIDE
    if (from >= last) return
    const file = await open(join(this.#home.log, name))
    try {
      const start = index.marks[place / STRIDE] ?? 0
      const stream = file.createReadStream({ start, end: index.bytes - 1, encoding: 'utf8', autoClose: false })
      let rest = ''
      for await (const chunk of stream) {
        const parts = (rest + String(chunk)).split('\n')
        rest = parts.pop() ?? ''
        for (const part of parts) {
          place += 1
          if (place > last) return
          if (place <= from || (text !== '' && !part.includes(text))) continue
          const line = parseLogLine(part)
          if (line) yield { ...line, number: monthOf(name) * LINES_A_MONTH + place }
        }
      }
    } finally {
      await file.close()
    }
  }
}

/** `2026-03.log` is 202603. */
const monthOf = (name: string): number => Number(name.slice(0, 4) + name.slice(5, 7))

async function countLines(file: FileHandle, index: Index): Promise<void> {
  const buffer = Buffer.allocUnsafe(CHUNK)
  let position = index.bytes
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK, position)
    if (bytesRead === 0) return
    for (let at = buffer.indexOf(10); at >= 0 && at < bytesRead; at = buffer.indexOf(10, at + 1)) {
      index.lines += 1
      index.bytes = position + at + 1
      if (index.lines % STRIDE === 0) index.marks.push(index.bytes)
    }
    position += bytesRead
  }
}

const isFit = (line: LogLine, fits: Fits | undefined): boolean => {
  if (fits === undefined) return true
  if (line.level < fits.level) return false
  const text = `${line.store ?? ''} ${line.step ?? ''} ${line.msg} ${line.hint ?? ''} ${line.code ?? ''}`.toLowerCase()
  return fits.words.every((word) => text.includes(word))
}

/** The line with which a transmission ends, well or not. */
export const endsTransmission = ({ step, result, level }: LogLine): boolean =>
  step === 'done' && (result !== undefined || level >= 50)
