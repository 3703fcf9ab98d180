import { type Dispatch, type SetStateAction, useCallback, useEffect, useState } from 'react'

const KEY = 'draft:'

/** Something that was typed and is not saved is kept in this tab: under this name, or under any. */
export const hasDraft = (name?: string): boolean =>
  name === undefined
    ? Object.keys(sessionStorage).some((key) => key.startsWith(KEY))
    : sessionStorage.getItem(KEY + name) !== null

/**
 * State that outlives a reload of the page, in this tab only. `kept` leaves out what must not be written anywhere, such as
 * passwords. `clear` forgets it, once it is saved.
 */
export function useDraft<Draft>(
  name: string,
  initial: Draft,
  kept: (draft: Draft) => Draft = asItIs,
): [draft: Draft, change: Dispatch<SetStateAction<Draft>>, clear: () => void] {
  const key = KEY + name
  const [draft, change] = useState<Draft>(() => found(key) ?? initial)
  useEffect(() => {
    try {
      if (draft === initial) sessionStorage.removeItem(key)
      else sessionStorage.setItem(key, JSON.stringify(kept(draft)))
    } catch {
      // Storage is full or not allowed: the draft then lives as long as the page.
    }
  }, [key, draft, initial, kept])
  const clear = useCallback(() => {
    change(initial)
    sessionStorage.removeItem(key)
  }, [key, initial])
  return [draft, change, clear]
}

const asItIs = <Draft>(draft: Draft): Draft => draft

function found<Draft>(key: string): Draft | undefined {
  try {
    const text = sessionStorage.getItem(key)
    return text === null ? undefined : (JSON.parse(text) as Draft)
  } catch {
    return undefined
  }
}
