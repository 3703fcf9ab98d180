import { Button, Checkbox, FileButton, Group, PasswordInput, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { setup as calls } from '../../api/calls.ts'
import { faultOf } from '../../api/fault.ts'
import { useNotices } from '../../notices/notices.tsx'
import { Card } from '../../pieces/card.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { useDraft } from '../../pieces/use-draft.ts'
import { storeNumberText } from '../../words/count-text.ts'

/** At a store that is in no network yet, or was `lost`: the invitation fills everything in. */
export function JoinCard({ lost = false, onClose }: { lost?: boolean; onClose?: () => void }) {
  const [invitation, setInvitation, forget] = useDraft(lost ? 'recover' : 'join', '')
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState(false)
  const queries = useQueryClient()
  const notices = useNotices()
  const join = useMutation({
    mutationFn: calls.join,
    onSuccess: ({ number, name, tables }) => {
      forget()
      void queries.invalidateQueries()
      const refused = tables.filter((table) => table.refused !== null).length
      onClose?.()
      if (lost)
        return notices.done(
          `Store ${storeNumberText(number)}, ${name}, is being recovered. Press Transmit here, then at the office, then here again: that brings the tables and all rows.`,
        )
      notices.done(
        `This is now store ${storeNumberText(number)}, ${name}. Press Transmit to send the initial load.${
          refused === 0 ? '' : ` Tables that are not transmitted: ${refused}; see Home.`
        }`,
      )
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    join.mutate({ invitation, passphrase, again: again && !lost, lost })
  }
  const readFile = async (file: File | null) => {
    if (file) setInvitation(await file.text())
  }
  const fields = join.error ? faultOf(join.error).fields : {}
  return (
    <Card
      title={lost ? 'Recover this store' : 'Join the network'}
      lead={
        lost
          ? 'With a new invitation of this store (at the office: its page, Invite again). The computer it was on before must not transmit any more.'
          : 'With the invitation that the office made: it fills in the site, the store number and the key.'
      }
    >
      <form onSubmit={submit}>
        <Stack>
          <Textarea
            label="Invitation"
            description="Paste its text, or open its file"
            rows={5}
            value={invitation}
            onChange={(event) => setInvitation(event.currentTarget.value)}
            error={fields.invitation}
            autoFocus={lost}
            spellCheck={false}
          />
          <FileButton onChange={readFile} accept=".txt,text/plain">
            {(props) => (
              <Button {...props} variant="default" size="compact-sm" w="max-content">
                Open the file …
              </Button>
            )}
          </FileButton>
          <PasswordInput
            label="Passphrase"
            description="The office gave it to you another way than the invitation"
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
            error={fields.passphrase}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': 'Show passphrase', tabIndex: 0 }}
          />
          {!lost && (
            <Checkbox
              label="An earlier attempt to join with this invitation broke off"
              checked={again}
              onChange={(event) => setAgain(event.currentTarget.checked)}
            />
          )}
          {Object.keys(fields).length === 0 && <FaultNotice error={join.error} />}
          <Group justify="flex-end">
            {join.isPending && (
              <Text size="sm" c="dimmed">
                Looking at every table of the database …
              </Text>
            )}
            {onClose && (
              <Button
                variant="default"
                onClick={() => {
                  forget()
                  onClose()
                }}
              >
                Cancel
              </Button>
            )}
            <Button type="submit" loading={join.isPending} disabled={invitation.trim() === ''}>
              {lost ? 'Recover' : 'Join'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  )
}
