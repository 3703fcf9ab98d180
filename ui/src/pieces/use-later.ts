import { useEffect, useState } from 'react'

const PAUSE_MS = 250

/** The value once it has stayed the same for a moment: not every key that is pressed asks the server. */
export function useLater<Value>(value: Value): Value {
  const [later, setLater] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return later
}
