import { Button, Text } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useSearchParams } from 'wouter'
import type { SavedSite } from '../../../../src/web/contract/site.ts'
import { fetchPart } from '../../api/fetch-part.ts'
import { Card } from '../../pieces/card.tsx'
import classes from './setup.module.css'

const ConfigureFtp = lazy(() => fetchPart(() => import('./configure-ftp.tsx')))

const encryption = { off: 'off: plain FTP', explicit: 'explicit', implicit: 'implicit' }

/** What is saved of the FTP site, and the button to its window. `/setup#site` and `/setup?ftp` open the window at once. */
export function SiteCard({ saved }: { saved: SavedSite }) {
  const [search, setSearch] = useSearchParams()
  const [open, setOpen] = useState(() => location.hash === '#site' || search.has('ftp'))
  const show = (next: boolean) => {
    setOpen(next)
    setSearch(next ? { ftp: '' } : {}, { replace: true })
  }
  const { settings, settingsCode, limits } = saved
  return (
    <Card
      title="FTP site"
      lead="The hosting account that all locations share, with the same settings everywhere."
      actions={<Button onClick={() => show(true)}>Configure FTP</Button>}
    >
      {settings === null ? (
        <Text>Not configured yet: nothing can be transmitted.</Text>
      ) : (
        <dl className={classes.siteFacts}>
          <dt>Host</dt>
          <dd>
            {settings.host}, port {settings.port}
          </dd>
          <dt>Home Dir</dt>
          <dd>{settings.homeDir === '' ? 'where the login lands' : settings.homeDir}</dd>
          <dt>Username</dt>
          <dd>{settings.username}</dd>
          <dt>Enable SSL</dt>
          <dd>
            {encryption[settings.tls]}
            {settings.pinnedCertificate !== '' && settings.tls !== 'off' && ', certificate trusted by its fingerprint'}
          </dd>
          <dt>Passive Mode</dt>
          <dd>{settings.passive ? 'on' : 'off: the site connects back'}</dd>
          {limits.length > 0 && (
            <>
              <dt>Known limits</dt>
              <dd>{limits.join(', ')}</dd>
            </>
          )}
          <dt>Settings code</dt>
          <dd>
            <strong className="co-code">{settingsCode}</strong>{' '}
            <Text span size="sm" c="dimmed">
              the same on every location with the same settings
            </Text>
          </dd>
        </dl>
      )}
      {open && (
        <Suspense>
          <ConfigureFtp saved={saved} onClose={() => show(false)} />
        </Suspense>
      )}
    </Card>
  )
}
