/** One file or folder, as listings show it. */
export type Entry = {
  name: string
  folder: boolean
  /** Bytes; of a folder it means nothing. */
  size: number
  /** Milliseconds since 1970, by the site's clock. */
  modified: number
}

/** How a listing looks: `unix` as `ls -l`, `dos` as IIS by default, `vms` as VMS, `names` for NLST, `facts` for MLSD (RFC 3659, 7). */
export type ListingFormat = 'unix' | 'dos' | 'dos with commas' | 'vms' | 'names' | 'facts'

/** One line each, ended by CR LF. `now` (milliseconds since 1970, site's clock) decides between time and year. */
export const formatListing = (entries: Entry[], format: ListingFormat, now: number): string =>
  entries.map((entry) => `${lines[format](entry, now)}\r\n`).join('')

/** `type=file;size=3;modify=20260102030405; name` (RFC 3659, 7.2). */
export const factsOf = (entry: Entry): string => {
  const type = entry.folder ? 'type=dir;' : `type=file;size=${entry.size};`
  return `${type}modify=${ftpTime(entry.modified)}; ${entry.name}`
}

const unixLine = (entry: Entry, now: number): string => {
  const mode = entry.folder ? 'drwxr-xr-x' : '-rw-r--r--'
  return `${mode} 1 ftp ftp ${String(entry.size).padStart(12)} ${unixTime(entry.modified, now)} ${entry.name}`
}

const halfYear = 182 * 24 * 60 * 60 * 1000
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Feb  3 04:05`, or `Feb  3  2020` for what is older than half a year or lies ahead. */
const unixTime = (modified: number, now: number): string => {
  const date = new Date(modified)
  const recent = modified <= now && now - modified < halfYear
  const last = recent ? `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}` : ` ${date.getUTCFullYear()}`
  return `${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${last}`
}

/** `02-03-26  04:05AM       <DIR>          name`: two digits for the year, as IIS does unless told otherwise. */
const dosLine = (entry: Entry, shown: (size: number) => string = String): string => {
  const date = new Date(entry.modified)
  const day = `${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}-${two(date.getUTCFullYear() % 100)}`
  const hour = date.getUTCHours()
  const time = `${two(hour % 12 || 12)}:${two(date.getUTCMinutes())}${hour < 12 ? 'AM' : 'PM'}`
  const size = entry.folder ? '      <DIR>         ' : shown(entry.size).padStart(20)
  return `${day}  ${time} ${size} ${entry.name}`
}

/** `NAME.DAT;1 0/4 1-JAN-2026 04:05 [FTP] (RWED,RWED,,)`: sizes in blocks. */
const vmsLine = ({ name, folder, size, modified }: Entry): string => {
  const date = new Date(modified)
  const day = `${date.getUTCDate()}-${(months[date.getUTCMonth()] ?? '').toUpperCase()}-${date.getUTCFullYear()}`
  const shown = `${name.toUpperCase()}${folder ? '.DIR' : ''};1`
  return `${shown} ${Math.ceil(size / 512)}/4 ${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} [FTP] (RWED,RWED,,)`
}

const lines: Record<ListingFormat, (entry: Entry, now: number) => string> = {
  unix: unixLine,
  dos: (entry) => dosLine(entry),
  'dos with commas': (entry) => dosLine(entry, (size) => size.toLocaleString('en-US')),
  vms: vmsLine,
  names: (entry) => entry.name,
  facts: factsOf,
}

const two = (number: number): string => String(number).padStart(2, '0')

/** `YYYYMMDDHHMMSS` in UTC (RFC 3659, 2.3). */
export const ftpTime = (time: number): string => new Date(time).toISOString().replace(/\D/g, '').slice(0, 14)

/** Reads what `ftpTime` writes; a fraction of a second may follow. Undefined: not a time. */
export const parseFtpTime = (text: string): number | undefined => {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?$/.exec(text)?.slice(1).map(Number)
  if (!parts) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  const time = Date.UTC(year, month - 1, day, hour, minute, second)
  return ftpTime(time) === text.slice(0, 14) ? time : undefined
}
