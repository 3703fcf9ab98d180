import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** How wide an element is, known before it is drawn the first time, so that nothing is drawn twice. CSS pixels. */
export function useWidth<Kind extends HTMLElement>(): [ref: RefObject<Kind | null>, width: number] {
  const ref = useRef<Kind>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return
    const measure = () => setWidth(element.clientWidth)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, width]
}
