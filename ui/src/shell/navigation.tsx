import { useQuery } from '@tanstack/react-query'
import { Link, useRoute } from 'wouter'
import { readHome } from '../api/calls.ts'
import { numberText } from '../words/count-text.ts'
import type { pages } from './pages.ts'
import classes from './shell.module.css'

type Entry = (typeof pages)[number]

export const Navigation = ({ pages: entries, onEscape }: { pages: Entry[]; onEscape: () => void }) => {
  const { data: home } = useQuery({ queryKey: ['home'], queryFn: readHome })
  const counts: Record<string, number> =
    home?.role === 'office' ? { '/conflicts': home.openConflicts } : { '/parked': home?.own?.parked ?? 0 }
  return (
    <nav
      id="menu"
      className={classes.menu}
      aria-label="Pages"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onEscape()
      }}
    >
      <div className={classes.links}>
        {entries.map((entry) => (
          <MenuLink key={entry.path} entry={entry} count={counts[entry.path] ?? 0} />
        ))}
      </div>
    </nav>
  )
}

const MenuLink = ({ entry: { path, label, Icon, load }, count }: { entry: Entry; count: number }) => {
  const [here] = useRoute(path === '/' ? '/' : `${path}/*?`)
  // Where it fails, the page itself says so when it is opened.
  const ahead = () => void load().catch(() => {})
  return (
    <Link
      onPointerEnter={ahead}
      onFocus={ahead}
      href={path}
      className={classes.link}
      aria-current={here ? 'page' : undefined}
      title={label}
    >
      <Icon size={20} />
      <span className={classes.linkText}>{label}</span>
      {count > 0 && (
        <span className={classes.count}>
          {numberText(count)}
          <span className={classes.hidden}> open</span>
        </span>
      )}
    </Link>
  )
}
