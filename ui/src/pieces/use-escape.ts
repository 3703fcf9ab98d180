import { useEffect, useRef } from 'react'

/** Open dialogs, the topmost last. */
const open: symbol[] = []
/** A key press closes one dialog, though it is the turn of the one below before the press has gone through all listeners. */
const handled = new WeakSet<KeyboardEvent>()

/** Calls `onEscape` where Escape is pressed while this is the topmost dialog, and no list that is open in it wants the key. */
export function useEscape(onEscape: () => void): void {
  const latest = useRef(onEscape)
  useEffect(() => {
    latest.current = onEscape
  })
  useEffect(() => {
    const me = Symbol()
    open.push(me)
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing || handled.has(event) || open.at(-1) !== me) return
      const { target } = event
      if (target instanceof Element && target.getAttribute('data-mantine-stop-propagation') === 'true') return
      handled.add(event)
      latest.current()
    }
    window.addEventListener('keydown', press, { capture: true })
    return () => {
      window.removeEventListener('keydown', press, { capture: true })
      open.splice(open.indexOf(me), 1)
    }
  }, [])
}
