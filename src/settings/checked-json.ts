import { isUtf8 } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ZodError, ZodType } from 'zod'
import { CentralOfficeError } from '../model/errors.ts'
import '../model/plain-issues.ts'
import { homeFault } from './home-fault.ts'
import { findJsonFault } from './json-fault.ts'

/** A JSON file being read: where it lies, and what to do should it be damaged. */
export type Source = { file: string; hint: string }

const damaged = (source: Source, where: string) =>
  new CentralOfficeError('SETTINGS_DAMAGED', `The file ${basename(source.file)} cannot be used: ${where}.`, {
    hint: `${source.hint} The file is ${source.file}.`,
  })

/** One fault of a value, as `site.port: expected at most 65535`. Names fields, never the values in them. */
export function describeFault(error: ZodError): string {
  const issue = error.issues[0]
  if (issue === undefined) return 'a field is not as it should be'
  return issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message
}

/** SETTINGS_DAMAGED that names the file and the field. */
export const damagedField = (source: Source, error: ZodError): CentralOfficeError =>
  damaged(source, describeFault(error))

/** The file's text, null if there is no such file. Text that is not UTF-8 is SETTINGS_DAMAGED. */
export async function readTextIfThere(source: Source): Promise<string | null> {
  try {
    const bytes = await readFile(source.file)
    if (!isUtf8(bytes)) throw damaged(source, 'it is not UTF-8 text')
    // Editors on Windows like to put a byte order mark in front.
    return bytes.toString('utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    if (error instanceof CentralOfficeError) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw homeFault('read', source.file, error)
  }
}

/** Parses JSON. SETTINGS_DAMAGED names the file, the line and the column, and quotes nothing of the text. */
export function parseJson(source: Source, text: string): unknown {
  const fault = findJsonFault(text)
  if (fault === null) return JSON.parse(text)
  throw damaged(source, `line ${fault.line}, column ${fault.column} is not valid JSON`)
}

/** SETTINGS_TOO_NEW for what a later version of this program has written: it is not damaged. `known`: the format that is known. */
export function refuseNewer(source: Source, value: unknown, known: number): void {
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : known
  if (!Number.isInteger(format) || Number(format) <= known) return
  const version = `a newer version of Central Office (format ${String(format)}, this one knows ${known})`
  throw new CentralOfficeError('SETTINGS_TOO_NEW', `The file ${basename(source.file)} was written by ${version}.`, {
    hint: 'Install the newer version again; the file was left as it is.',
  })
}

/** Checks a value against its schema. SETTINGS_DAMAGED names the file and the field. */
export function check<T>(source: Source, schema: ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (!result.success) throw damagedField(source, result.error)
  return result.data
}
