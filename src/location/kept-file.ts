import { readFile } from 'node:fs/promises'
import type { ZodType } from 'zod'
import { writeDurably } from '../settings/durable-write.ts'

/** What a file of the home folder holds; null where it is missing or unreadable: nothing in it is dear. */
export async function readKept<T>(file: string, schema: ZodType<T>): Promise<T | null> {
  try {
    return schema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data ?? null
  } catch {
    return null
  }
}

/** Errors: DISK_FULL, HOME_UNUSABLE. */
export const keep = (file: string, value: unknown): Promise<void> =>
  writeDurably(file, `${JSON.stringify(value, null, 2)}\n`)
