import { ActionIcon } from '@mantine/core'
import { Suspense, useEffect, useState } from 'react'
import { Link, Route, Switch, useLocation } from 'wouter'
import type { Session } from '../../../src/web/contract/session.ts'
import { useLive } from '../api/live.tsx'
import { MenuIcon } from '../icons/sign-icons.tsx'
import { Empty } from '../pieces/empty.tsx'
import { Guarded } from '../pieces/guarded.tsx'
import { useTabTitle } from '../pieces/use-tab-title.ts'
import { Waiting } from '../pieces/waiting.tsx'
import { storeNumberText } from '../words/count-text.ts'
import { Navigation } from './navigation.tsx'
import { pages } from './pages.ts'
import { PersonMenu } from './person-menu.tsx'
import { RunningBadge } from './running-badge.tsx'
import classes from './shell.module.css'

const WIDE = '(min-width: 62em)'
const KEPT = 'navigation'

/** What stands around every page: the name of this location, the menu, and what runs now. */
export function Shell({ session }: { session: Session }) {
  const [path] = useLocation()
  const [open, setOpen] = useState(false)
  const [narrow, setNarrow] = useState(() => localStorage.getItem(KEPT) === 'narrow')
  const mine = pages.filter(({ at }) => at === 'both' || at === session.role)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu
  useEffect(() => setOpen(false), [path])
  const toggle = () => {
    if (!matchMedia(WIDE).matches) return setOpen(!open)
    localStorage.setItem(KEPT, narrow ? 'wide' : 'narrow')
    setNarrow(!narrow)
  }
  return (
    <div className={classes.shell} data-open={open || undefined} data-narrow={narrow || undefined}>
      <a className={classes.skip} href="#content">
        Skip to the page
      </a>
      <header className={classes.header}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Menu" aria-controls="menu" onClick={toggle}>
          <MenuIcon />
        </ActionIcon>
        <div className={classes.place} title={session.name}>
          <span className={classes.name}>{session.name}</span>
          <span className={classes.role}>
            {session.role === 'office'
              ? 'Head office'
              : session.number === null
                ? 'Store, not joined yet'
                : `Store ${storeNumberText(session.number)}`}
          </span>
        </div>
        <RunningBadge />
        <PersonMenu />
      </header>
      <Navigation pages={mine} onEscape={() => setOpen(false)} />
      {open && (
        <button type="button" className={classes.veil} aria-label="Close the menu" onClick={() => setOpen(false)} />
      )}
      <main id="content" className={classes.content} tabIndex={-1}>
        <ConnectionLost />
        <Guarded key={path.split('/')[1]}>
          <Suspense fallback={<Waiting />}>
            <Switch>
              {mine.map(({ path: at, Content }) => (
                <Route key={at} path={at === '/' ? '/' : `${at}/*?`}>
                  <Content />
                </Route>
              ))}
              <Route>
                <NoSuchPage />
              </Route>
            </Switch>
          </Suspense>
        </Guarded>
      </main>
    </div>
  )
}

function NoSuchPage() {
  useTabTitle('No such page')
  return (
    <Empty title="There is no page at this address" action={<Link href="/">Go to Home</Link>}>
      Check the address for a typing error, or choose a page from the menu.
    </Empty>
  )
}

const ConnectionLost = () => {
  const lost = useLive(({ state, connected }) => state !== null && !connected)
  return lost ? (
    <div className={classes.lost} role="status">
      Central Office does not answer at the moment. The page goes on by itself as soon as it does.
    </div>
  ) : null
}
