import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ReplicaSetupEffect, ReplicaSetupPage } from '../../../../src/web/contract/replica-setup.ts'
import { replicaSetup } from '../../api/calls.ts'
import { changeOf, isChanged, type SetupDraft } from './setup-draft.ts'

const SETTLED_MS = 300

/** `settled`: the answer is about what the page shows now. */
export type SetupCheck = { data: ReplicaSetupEffect | undefined; error: unknown; settled: boolean }

/** Asks what the change would do, a moment after the last key was pressed. */
export function useSetupCheck(page: ReplicaSetupPage, draft: SetupDraft): SetupCheck {
  const now = JSON.stringify(changeOf(page, draft))
  const [asked] = useDebouncedValue(now, SETTLED_MS)
  const { data, error, isPlaceholderData, isPending } = useQuery({
    queryKey: ['replica-setup-check', asked],
    queryFn: () => replicaSetup.check(JSON.parse(asked)),
    placeholderData: keepPreviousData,
    staleTime: 0,
    enabled: isChanged(page, draft),
  })
  return { data, error, settled: now === asked && !isPlaceholderData && !isPending }
}

/** What is wrong with a table's setup, by the part of it. */
export const faultsOf = ({ data }: SetupCheck, table: string): Record<string, string> =>
  Object.fromEntries(
    (data?.effects ?? []).flatMap(({ table: about, field, text, level }) =>
      about === table && level === 'error' ? [[field, text]] : [],
    ),
  )
