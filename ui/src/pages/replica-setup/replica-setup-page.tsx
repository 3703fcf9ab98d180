import { useQuery } from '@tanstack/react-query'
import { replicaSetup } from '../../api/calls.ts'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Page } from '../../pieces/page.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
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
      {data && <SetupTables page={data} />}
    </Page>
  )
}
