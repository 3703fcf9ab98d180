import { Component, type ReactNode, useEffect } from 'react'
import { faultOf } from '../api/fault.ts'
import { notFetched } from '../api/fetch-part.ts'
import { reach } from '../api/request.ts'
import { FaultNotice } from './fault-notice.tsx'

const AGAIN_MS = 3_000
const RELOADED = 'reloaded-at'
const RELOAD_PAUSE_MS = 30_000

/** A part of the page that breaks takes nothing else with it. */
export class Guarded extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null }
  static getDerivedStateFromError = (error: unknown) => ({ error })
  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    if (notFetched.includes(faultOf(error).code)) return <NotLoaded error={error} />
    return <FaultNotice error={error} onRetry={() => this.setState({ error: null })} />
  }
}

/** A part that could not be fetched comes with the whole page, as soon as the server answers (see api/fetch-part.ts). */
function NotLoaded({ error }: { error: unknown }) {
  const isDown = faultOf(error).code === 'UNREACHABLE'
  useEffect(() => {
    if (!isDown) return reloadOnce()
    const timer = setInterval(() => void again(), AGAIN_MS)
    return () => clearInterval(timer)
  }, [isDown])
  return <FaultNotice error={error} onRetry={() => void again()} />
}

/** A file that is gone for good must not make the page load again and again. */
function reloadOnce(): void {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0)
  if (Date.now() - last < RELOAD_PAUSE_MS) return
  sessionStorage.setItem(RELOADED, String(Date.now()))
  void again()
}

async function again(): Promise<void> {
  try {
    await reach('/api/session')
  } catch {
    return
  }
  location.reload()
}
