import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { session } from '../api/calls.ts'
import { fetchPart } from '../api/fetch-part.ts'
import { MoonIcon, PersonIcon, SunIcon, SystemIcon, TickIcon } from '../icons/sign-icons.tsx'
import { useNotices } from '../notices/notices.tsx'

const loadChangePassword = () => fetchPart(() => import('../pages/sign-in/change-password.tsx'))
const ChangePassword = lazy(loadChangePassword)

const schemes = [
  { value: 'auto', label: 'As the system', Icon: SystemIcon },
  { value: 'light', label: 'Light', Icon: SunIcon },
  { value: 'dark', label: 'Dark', Icon: MoonIcon },
] as const

/** Colours, password, sign out. */
export function PersonMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const [changing, setChanging] = useState(false)
  const queries = useQueryClient()
  const notices = useNotices()
  const signOut = useMutation({
    mutationFn: session.signOut,
    onSuccess: () => {
      sessionStorage.clear()
      queries.clear()
      location.assign('/')
    },
    onError: notices.failed,
  })
  // Fetched before it is shown: the header has no place for what goes wrong with it.
  const change = () => void loadChangePassword().then(() => setChanging(true), notices.failed)
  return (
    <>
      <Menu position="bottom-end" transitionProps={{ duration: 0 }} returnFocus>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Colours, password, sign out">
            <PersonIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Colours</Menu.Label>
          {schemes.map(({ value, label, Icon }) => (
            <Menu.Item
              key={value}
              leftSection={<Icon size={16} />}
              rightSection={colorScheme === value ? <TickIcon size={16} label="chosen" /> : null}
              onClick={() => setColorScheme(value)}
            >
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={change}>Change password …</Menu.Item>
          <Menu.Item onClick={() => signOut.mutate()}>Sign out</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {changing && (
        <Suspense>
          <ChangePassword onClose={() => setChanging(false)} />
        </Suspense>
      )}
    </>
  )
}
