import { join } from 'node:path'
import { z } from 'zod'
import type { VisitResult } from '../model/visit-event.ts'
import type { Home } from '../settings/home.ts'
import { keep, readKept } from './kept-file.ts'

/** What kept the office's last transmission from doing all for one store. `at`: milliseconds since 1970. */
const StoreTrouble = z.strictObject({ at: z.number(), code: z.string(), message: z.string(), hint: z.string() })
export type StoreTrouble = z.infer<typeof StoreTrouble>

/** By store number as people know it. */
const Kept = z.strictObject({ format: z.literal(1), stores: z.record(z.string(), StoreTrouble) })

const fileIn = (home: Home): string => join(home.folder, 'store-troubles.json')

/** Troubles of the last transmission that came to its end, by store number as people know it. */
export async function readStoreTroubles(home: Home): Promise<Map<string, StoreTrouble>> {
  return new Map(Object.entries((await readKept(fileIn(home), Kept))?.stores ?? {}))
}

/** Keeps the first problem of each store, for its card. What the last transmission found well is forgotten. */
export async function keepStoreTroubles(home: Home, { problems }: VisitResult, at: number): Promise<void> {
  const stores: Record<string, StoreTrouble> = {}
  for (const { store, code, message, hint } of problems)
    if (store !== undefined) stores[store] ??= { at, code, message, hint }
  if (Object.keys(stores).length === 0 && (await readStoreTroubles(home)).size === 0) return
  try {
    await keep(fileIn(home), { format: 1, stores })
  } catch {
    // The transmission is done, and its log tells the same.
  }
}
