import { Loader } from '@mantine/core'
import { Link } from 'wouter'
import { useLive } from '../api/live.tsx'
import classes from './shell.module.css'

/** On every page: a transmission runs, and where to watch it. */
export const RunningBadge = () => {
  const progress = useLive(({ state }) => state?.transmission?.progress ?? null)
  if (progress === null) return null
  const { bar } = progress
  const percent = bar && bar.total > 0 ? `${Math.floor((100 * bar.done) / bar.total)} %` : ''
  return (
    <Link href="/transmit" className={classes.running}>
      <Loader size={14} aria-hidden />
      <span>Transmitting</span> <span className="co-number">{percent}</span>
    </Link>
  )
}
