import { useState } from 'react'

/** Columns of a table that a person does not want to see, kept in this browser. */
export function useHiddenColumns(table: string): [ReadonlySet<string>, (hidden: ReadonlySet<string>) => void] {
  const key = `hidden-columns:${table}`
  const [hidden, setHidden] = useState<ReadonlySet<string>>(() => kept(key))
  const change = (next: ReadonlySet<string>) => {
    setHidden(next)
    try {
      if (next.size === 0) localStorage.removeItem(key)
      else localStorage.setItem(key, JSON.stringify([...next]))
    } catch {
      // Storage is full or not allowed: the choice then lives as long as the page.
    }
  }
  return [hidden, change]
}

function kept(key: string): ReadonlySet<string> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return new Set(Array.isArray(found) ? found.filter((name) => typeof name === 'string') : [])
  } catch {
    return new Set()
  }
}
