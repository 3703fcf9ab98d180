import { useEffect, useRef } from 'react'

/** Brings the first field with a fault into sight and focus, whenever other faults come. Put the ref on the form. */
export function useFaultFocus(faults: Readonly<Record<string, string | undefined>>) {
  const form = useRef<HTMLFormElement>(null)
  const names = Object.keys(faults).join(' ')
  useEffect(() => {
    if (names !== '') form.current?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus()
  }, [names])
  return form
}
