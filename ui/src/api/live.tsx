import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import type { ServerEvent } from '../../../src/web/contract/events.ts'
import { type Live, LiveStore } from './live-store.ts'

const LiveContext = createContext(new LiveStore())
const AGAIN_MS = 2_000

/** Listens to the server while somebody is signed in; what the server says has changed is asked for again. */
export function LiveEvents({ children }: { children: ReactNode }) {
  const [store] = useState(() => new LiveStore())
  const queries = useQueryClient()
  useEffect(() => {
    store.onChanged = (what) => {
      for (const name of what) void queries.invalidateQueries({ queryKey: [name] })
    }
    store.onSignedOut = () => void queries.invalidateQueries({ queryKey: ['session'] })
    return listen(store, () => void queries.invalidateQueries({ queryKey: ['session'] }))
  }, [store, queries])
  return <LiveContext.Provider value={store}>{children}</LiveContext.Provider>
}

/** `onRefused`: the browser has given up, most likely because the session has ended. */
function listen(store: LiveStore, onRefused: () => void): () => void {
  let source: EventSource
  let timer: ReturnType<typeof setTimeout>
  const open = () => {
    const last = store.present().lines.at(-1)?.number
    source = new EventSource(last === undefined ? '/api/events' : `/api/events?after=${last}`)
    source.onmessage = ({ data }) => store.take(JSON.parse(data) as ServerEvent)
    source.onerror = () => {
      store.lost()
      if (source.readyState !== EventSource.CLOSED) return
      onRefused()
      timer = setTimeout(open, AGAIN_MS)
    }
  }
  open()
  return () => {
    clearTimeout(timer)
    source.close()
  }
}

/** A part of what the server told last; a page is drawn anew only when this part changes. */
export function useLive<Part>(part: (live: Live) => Part): Part {
  const store = useContext(LiveContext)
  return useSyncExternalStore(store.subscribe, () => part(store.present()))
}
