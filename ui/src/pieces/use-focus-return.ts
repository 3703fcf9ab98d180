import { useEffect, useState } from 'react'

/**
 * Afterwards the focus goes back to where it was before this was drawn. Where that is gone (a row that was deleted), it goes to the
 * dialog below or to the heading of the page, never to the body, from where the keyboard begins all over again.
 */
export function useFocusReturn(): void {
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (document.activeElement !== null && document.activeElement !== document.body) return
      const place = before !== document.body && before?.isConnected ? before : fallback()
      if (place instanceof HTMLElement) place.focus({ preventScroll: true })
    },
    [before],
  )
}

const fallback = (): HTMLElement | null =>
  [...document.querySelectorAll<HTMLElement>('[role=dialog]')].at(-1) ?? document.querySelector<HTMLElement>('main h1')
