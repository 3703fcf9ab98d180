import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import * as icons from '../icons/page-icons.tsx'

type PageEntry = {
  path: string
  label: string
  Icon: ComponentType<{ size?: number }>
  officeOnly: boolean
  Content: LazyExoticComponent<ComponentType>
}

/** Every page, in the order of the menu; each is loaded when it is first opened. */
export const pages: PageEntry[] = [
  {
    path: '/',
    label: 'Home',
    Icon: icons.HomeIcon,
    officeOnly: false,
    Content: lazy(() => import('../pages/home/home-page.tsx')),
  },
  {
    path: '/transmit',
    label: 'Transmit',
    Icon: icons.TransmitIcon,
    officeOnly: false,
    Content: lazy(() => import('../pages/transmit/transmit-page.tsx')),
  },
  {
    path: '/stores',
    label: 'Stores',
    Icon: icons.StoresIcon,
    officeOnly: true,
    Content: lazy(() => import('../pages/stores/stores-page.tsx')),
  },
  {
    path: '/conflicts',
    label: 'Conflicts',
    Icon: icons.ConflictsIcon,
    officeOnly: true,
    Content: lazy(() => import('../pages/conflicts/conflicts-page.tsx')),
  },
  {
    path: '/data',
    label: 'Data',
    Icon: icons.DataIcon,
    officeOnly: false,
    Content: lazy(() => import('../pages/data/data-page.tsx')),
  },
  {
    path: '/reports',
    label: 'Reports',
    Icon: icons.ReportsIcon,
    officeOnly: true,
    Content: lazy(() => import('../pages/reports/reports-page.tsx')),
  },
  {
    path: '/replica-setup',
    label: 'Replica Setup',
    Icon: icons.ReplicaIcon,
    officeOnly: true,
    Content: lazy(() => import('../pages/replica-setup/replica-setup-page.tsx')),
  },
  {
    path: '/setup',
    label: 'Setup',
    Icon: icons.SetupIcon,
    officeOnly: false,
    Content: lazy(() => import('../pages/setup/setup-page.tsx')),
  },
]
