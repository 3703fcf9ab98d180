import { Alert } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { replicaSetup } from '../../api/calls.ts'
import { WarnIcon } from '../../icons/sign-icons.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Page } from '../../pieces/page.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { KeptTables } from './kept-tables.tsx'
import { SetupTables } from './setup-tables.tsx'

export default function ReplicaSetupPage() {
  const { data, error, refetch } = useQuery({ queryKey: ['replica-setup'], queryFn: replicaSetup.read })
  return (
    <Page
      title="Replica Setup"
      wide
      lead={
        <>
          Which tables transmit, who shares them, and who wins a conflict. It holds for all stores
          {data && `; version ${data.version}`}.
        </>
      }
    >
      <FaultNotice error={error} onRetry={() => void refetch()} />
      {!data && !error && <Waiting />}
      {data?.otherSetup.map(({ store, version }) => (
        <Alert key={store} color="orange" mb="md" icon={<WarnIcon />} title={`${store} goes on by version ${version}`}>
          It refused the present setup, or this office was restored from a backup. Its log says why; saving the setup
          anew sends it again.
        </Alert>
      ))}
      {data && <SetupTables page={data} />}
      {data && <KeptTables kept={data.kept} />}
    </Page>
  )
}
