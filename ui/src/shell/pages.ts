import { type ComponentType, createElement, lazy, useState } from 'react'
import type { PagePath } from '../../../src/web/contract/page-paths.ts'
import { fetchPart } from '../api/fetch-part.ts'
import * as icons from '../icons/page-icons.tsx'

type PageEntry = {
  path: PagePath
  label: string
  Icon: ComponentType<{ size?: number }>
  at: 'office' | 'store' | 'both'
  Content: ComponentType
  load: () => Promise<unknown>
}

/**
 * A page that is loaded when it is first opened, or a moment before: then it is shown at once, without the pause that React
 * puts between a placeholder and what replaces it (300 ms).
 */
const later = (load: () => Promise<{ default: ComponentType }>) => {
  let loaded: ComponentType | undefined
  const Lazy = lazy(() => fetchPart(load))
  const Content = () => {
    const [Page] = useState<ComponentType>(() => loaded ?? Lazy)
    return createElement(Page)
  }
  const ahead = async () => {
    loaded = (await fetchPart(load)).default
  }
  return { Content, load: ahead }
}

/** Every page, in the order of the menu; each is loaded when it is first opened. */
export const pages: PageEntry[] = [
  {
    path: '/',
    label: 'Home',
    Icon: icons.HomeIcon,
    at: 'both',
    ...later(() => import('../pages/home/home-page.tsx')),
  },
  {
    path: '/transmit',
    label: 'Transmit',
    Icon: icons.TransmitIcon,
    at: 'both',
    ...later(() => import('../pages/transmit/transmit-page.tsx')),
  },
  {
    path: '/stores',
    label: 'Stores',
    Icon: icons.StoresIcon,
    at: 'office',
    ...later(() => import('../pages/stores/stores-page.tsx')),
  },
  {
    path: '/conflicts',
    label: 'Conflicts',
    Icon: icons.ConflictsIcon,
    at: 'office',
    ...later(() => import('../pages/conflicts/conflicts-page.tsx')),
  },
  {
    path: '/parked',
    label: 'Parked rows',
    Icon: icons.ParkedIcon,
    at: 'store',
    ...later(() => import('../pages/parked/parked-page.tsx')),
  },
  {
    path: '/data',
    label: 'Data',
    Icon: icons.DataIcon,
    at: 'both',
    ...later(() => import('../pages/data/data-page.tsx')),
  },
  {
    path: '/reports',
    label: 'Reports',
    Icon: icons.ReportsIcon,
    at: 'office',
    ...later(() => import('../pages/reports/reports-page.tsx')),
  },
  {
    path: '/replica-setup',
    label: 'Replica Setup',
    Icon: icons.ReplicaIcon,
    at: 'office',
    ...later(() => import('../pages/replica-setup/replica-setup-page.tsx')),
  },
  {
    path: '/tables',
    label: 'Tables',
    Icon: icons.ReplicaIcon,
    at: 'store',
    ...later(() => import('../pages/tables/tables-page.tsx')),
  },
  {
    path: '/setup',
    label: 'Setup',
    Icon: icons.SetupIcon,
    at: 'both',
    ...later(() => import('../pages/setup/setup-page.tsx')),
  },
]

/** Loads the page of an address while the server is still asked who is there. */
export const loadAhead = async (path: string): Promise<void> => {
  const page = pages.find((each) => each.path !== '/' && path.startsWith(each.path)) ?? pages[0]
  await page?.load()
}
