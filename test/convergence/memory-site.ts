import { readFileSync, writeFileSync } from 'node:fs'
import { CentralOfficeError } from '../../src/model/errors.ts'
import { unknownHabits } from '../../src/site/habits.ts'
import type { Site, SiteFile } from '../../src/site/site.ts'
import { type CrashPoint, Died } from './crash.ts'

/** The hosting account: files by path, and everything that was ever there, so that old copies can be put back. */
export class MemorySite {
  readonly files = new Map<string, Buffer>()
  /** Every file ever whole on the site, oldest first. */
  readonly #past: { path: string; bytes: Buffer }[] = []
  /** What somebody has put on the site once more. */
  readonly putBack = new Set<string>()
  readonly #held: { path: string; bytes: Buffer }[] = []

  /** The site as one location sees it during one visit. `offset`: what to add to its clock to get the site's. */
  connect(offset: number, crash: CrashPoint): Site {
    const files = this.files
    const life = crash.lives
    const pass = (last?: () => void) => {
      if (crash.lives !== life) throw new Died('died before')
      crash.pass('site', last)
    }
    const keep = (path: string, bytes: Buffer) => {
      // A death in the middle of an upload leaves a part of the file.
      pass(() => files.set(path, bytes.subarray(0, bytes.length >> 1)))
      files.set(path, bytes)
      this.#past.push({ path, bytes })
    }
    const read = (path: string, maxBytes: number): Buffer => {
      pass()
      const bytes = files.get(path)
      if (!bytes) throw siteError('SITE_MISSING_FILE', path)
      if (bytes.length > maxBytes) throw siteError('SITE_DAMAGED_FILE', path)
      return bytes
    }
    return {
      list: async (folder) => {
        pass()
        return [...files].flatMap(([path, bytes]): SiteFile[] => {
          const [name = ''] = path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : []
          return name === '' || name.includes('/') ? [] : [{ name, size: bytes.length }]
        })
      },
      listAgain: async () => [],
      upload: async (source, path) =>
        keep(path, typeof source === 'string' ? readFileSync(source) : Buffer.from(source)),
      download: async (path, target, maxBytes) => writeFileSync(target, read(path, maxBytes)),
      read: async (path, maxBytes) => read(path, maxBytes),
      size: async (path) => {
        pass()
        return files.get(path)?.length ?? null
      },
      remove: async (...paths) => {
        for (const path of paths) {
          pass()
          files.delete(path)
        }
        return []
      },
      clockOffset: async () => offset,
      roundTrips: 0,
      habits: unknownHabits(),
      close: async () => {},
    }
  }

  /** Something happens to a file behind everybody's back. Returns what, or null where there was nothing to happen to. */
  befall(fault: string, which: number, bit: number): string | null {
    const there = [...this.files.keys()]
    const path = there[which % Math.max(1, there.length)]
    const bytes = path === undefined ? undefined : this.files.get(path)
    switch (fault) {
      case 'put back': {
        const old = this.#past.at(-1 - (which % Math.max(1, this.#past.length)))
        if (!old) return null
        this.files.set(old.path, old.bytes)
        this.putBack.add(old.path)
        return `an old copy of ${old.path} is put back`
      }
      case 'release': {
        const back = this.#held.splice(which % Math.max(1, this.#held.length), 1)[0]
        if (!back) return null
        this.files.set(back.path, back.bytes)
        return `${back.path} appears at last`
      }
      case 'lose the marks': {
        const marks = there.filter((name) => /\/(visit|office\.[0-9a-f]{16})\.[0-9]{9}\.[0-9a-f]{16}$/.test(name))
        for (const mark of marks) this.files.delete(mark)
        return marks.length > 0 ? `${marks.length} marks of visits are lost` : null
      }
      case 'junk':
        this.files.set(
          there[0] === undefined ? 'to-office/junk.dat' : `${there[which % there.length]}x`,
          Buffer.of(bit),
        )
        return 'somebody leaves a file of his own'
    }
    if (path === undefined || !bytes || bytes.length === 0) return null
    if (fault === 'cut short') this.files.set(path, bytes.subarray(0, bit % bytes.length))
    else if (fault === 'alter') {
      const altered = Buffer.from(bytes)
      altered[(bit >> 3) % altered.length]! ^= 1 << (bit & 7)
      this.files.set(path, altered)
    } else {
      this.files.delete(path)
      if (fault === 'hold') this.#held.push({ path, bytes })
    }
    return `${path} ${{ lose: 'is lost', hold: 'is held up', alter: 'is altered by one bit', 'cut short': 'is cut short' }[fault]}`
  }

  /** Payloads with rows. */
  payloadFiles(): string[] {
    return [...this.files.keys()].filter((path) => /\.[0-9]{9}\.dat$/.test(path))
  }
}

const siteError = (code: 'SITE_MISSING_FILE' | 'SITE_DAMAGED_FILE', path: string): CentralOfficeError =>
  new CentralOfficeError(code, `The file ${path} is not as it should be.`, { hint: 'None.', retryable: true })
