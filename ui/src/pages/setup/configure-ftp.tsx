import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SavedSite } from '../../../../src/web/contract/site.ts'
import { site } from '../../api/calls.ts'
import { faultOf } from '../../api/fault.ts'
import { useNotices } from '../../notices/notices.tsx'
import { Dialog } from '../../pieces/dialog.tsx'
import { DialogFoot } from '../../pieces/dialog-foot.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { useDraft } from '../../pieces/use-draft.ts'
import { useFaultFocus } from '../../pieces/use-fault-focus.ts'
import { ProbeSteps } from './probe-steps.tsx'
import { SaveUntested } from './save-untested.tsx'
import { draftOf, entryOf, type SiteDraft, siteFaults } from './site-draft.ts'
import { SiteFields } from './site-fields.tsx'
import { useSiteTest } from './use-site-test.ts'

const nothing: Partial<SiteDraft> = {}

/** The FTP Configuration window. */
export default function ConfigureFtp({ saved, onClose }: { saved: SavedSite; onClose: () => void }) {
  const [change, setChange, forget] = useDraft('site', nothing)
  const [password, setPassword] = useState('')
  const [faults, setFaults] = useState<Record<string, string>>({})
  const [asking, setAsking] = useState(false)
  const notices = useNotices()
  const queries = useQueryClient()
  const test = useSiteTest()
  const draft = { ...draftOf(saved), ...change }
  const entry = entryOf(draft, password)
  const unsaved = password !== '' || JSON.stringify(draft) !== JSON.stringify(draftOf(saved))
  const discard = () => {
    forget()
    onClose()
  }
  const save = useMutation({
    mutationFn: site.save,
    onSuccess: (now) => {
      queries.setQueryData(['site'], now)
      void queries.invalidateQueries({ queryKey: ['home'] })
      forget()
      notices.done(`FTP Configuration is saved. Settings code ${now.settingsCode ?? ''}`)
      onClose()
    },
    onError: (error) => setFaults(faultOf(error).fields),
  })
  const checked = (): boolean => {
    const found = siteFaults(draft, password, saved.passwordSet)
    setFaults(found)
    return Object.keys(found).length === 0
  }
  const startTest = () => {
    setAsking(false)
    if (checked()) test.start(entry)
  }
  const saveNow = () => {
    setAsking(false)
    save.mutate(entry)
  }
  const trySave = () => {
    if (checked()) test.isProven(entry) ? saveNow() : setAsking(true)
  }
  const edit = (part: Partial<SiteDraft>) => {
    setChange((before) => ({ ...before, ...part }))
    setFaults((before) => without(before, Object.keys(part)))
  }
  const error = save.error ?? test.error
  const placed = error !== null && Object.keys(faultOf(error).fields).length > 0
  const shownFaults = { ...(test.error ? faultOf(test.error).fields : {}), ...faults }
  const form = useFaultFocus(shownFaults)
  return (
    <Dialog unsaved={unsaved} onClose={discard} size="xl" title="Configure FTP">
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          trySave()
        }}
      >
        <SiteFields
          draft={draft}
          password={password}
          passwordSet={saved.passwordSet}
          faults={shownFaults}
          onChange={edit}
          onPassword={setPassword}
        />
        {!placed && <FaultNotice error={error} />}
        {test.probe && (
          <ProbeSteps
            probe={test.probe}
            steps={test.steps}
            begun={test.begun}
            stale={test.isStale(entry)}
            pinned={draft.pinnedCertificate}
            onPin={(pinnedCertificate) => edit({ pinnedCertificate })}
          />
        )}
        {saved.settingsCode && (
          <Text size="sm" c="dimmed" mt="md">
            Settings code as saved: <span className="co-code">{saved.settingsCode}</span>
          </Text>
        )}
        <DialogFoot>
          {test.running ? (
            <Button variant="default" onClick={test.cancel} mr="auto">
              Stop the test
            </Button>
          ) : (
            <Button variant="default" onClick={startTest} mr="auto">
              Test Connection
            </Button>
          )}
          <Button variant="subtle" onClick={discard}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </DialogFoot>
      </form>
      {asking && <SaveUntested onTest={startTest} onSave={saveNow} onClose={() => setAsking(false)} />}
    </Dialog>
  )
}

const without = (faults: Record<string, string>, names: string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(faults).filter(([name]) => !names.includes(name)))
