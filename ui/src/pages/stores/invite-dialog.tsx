import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { stores } from '../../api/calls.ts'
import { type Fault, faultOf } from '../../api/fault.ts'
import { Dialog } from '../../pieces/dialog.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { useDraft } from '../../pieces/use-draft.ts'
import { useFaultFocus } from '../../pieces/use-fault-focus.ts'
import { ShownInvitation } from './shown-invitation.tsx'

const empty = { number: '', name: '' }

/** Invites a new store; then shows the invitation, once. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [draft, setDraft, forget] = useDraft('invite', empty)
  const [passphrase, setPassphrase] = useState('')
  const queries = useQueryClient()
  const invite = useMutation({
    mutationFn: stores.invite,
    onSuccess: () => {
      forget()
      void queries.invalidateQueries({ queryKey: ['stores'] })
      void queries.invalidateQueries({ queryKey: ['home'] })
    },
  })
  const fields = invite.error ? placed(faultOf(invite.error)) : {}
  const form = useFaultFocus(fields)
  if (invite.data) return <ShownInvitation invitation={invite.data} onClose={onClose} />
  const discard = () => {
    forget()
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    invite.mutate({ ...draft, ...(passphrase === '' ? {} : { passphrase }) })
  }
  return (
    <Dialog
      unsaved={[draft.number, draft.name, passphrase].some((typed) => typed !== '')}
      onClose={discard}
      title="Invite a store"
    >
      <form ref={form} onSubmit={submit}>
        <Stack>
          <TextInput
            label="Store number"
            description="1 to 7 letters or digits"
            value={draft.number}
            onChange={(event) => setDraft({ ...draft, number: event.currentTarget.value })}
            error={fields.number}
            required
            data-autofocus
          />
          <TextInput
            label="Name"
            placeholder="Harbour Garage"
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
            error={fields.name}
            required
          />
          <TextInput
            label="Passphrase"
            description="Protects the invitation on its way. Leave empty, and one is made up"
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
            error={fields.passphrase}
            autoComplete="off"
          />
          {Object.keys(fields).length === 0 && <FaultNotice error={invite.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={discard}>
              Cancel
            </Button>
            <Button type="submit" loading={invite.isPending}>
              Invite
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}

/** A number that is taken is told beside the field as well. */
const placed = ({ code, message, hint, fields }: Fault): Readonly<Record<string, string>> =>
  code === 'STORE_NUMBER_TAKEN' ? { number: `${message} ${hint}` } : fields
