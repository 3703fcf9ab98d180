import { Button, FileButton, Group, PasswordInput, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { setup as calls } from '../../api/calls.ts'
import { faultOf } from '../../api/fault.ts'
import { useNotices } from '../../notices/notices.tsx'
import { Card } from '../../pieces/card.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { useDraft } from '../../pieces/use-draft.ts'
import { storeNumberText } from '../../words/count-text.ts'

/** At a store that is in no network yet: the invitation fills everything in. */
export function JoinCard() {
  const [invitation, setInvitation, forget] = useDraft('join', '')
  const [passphrase, setPassphrase] = useState('')
  const queries = useQueryClient()
  const notices = useNotices()
  const join = useMutation({
    mutationFn: calls.join,
    onSuccess: ({ number, name, tables }) => {
      forget()
      void queries.invalidateQueries()
      const refused = tables.filter((table) => table.refused !== null).length
      notices.done(
        `This is now store ${storeNumberText(number)}, ${name}. Press Transmit to send the initial load.${
          refused === 0 ? '' : ` Tables that are not transmitted: ${refused}; see Home.`
        }`,
      )
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    join.mutate({ invitation, passphrase })
  }
  const readFile = async (file: File | null) => {
    if (file) setInvitation(await file.text())
  }
  const fields = join.error ? faultOf(join.error).fields : {}
  return (
    <Card
      title="Join the network"
      lead="With the invitation that the office made: it fills in the site, the store number and the key."
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
          {Object.keys(fields).length === 0 && <FaultNotice error={join.error} />}
          <Group justify="flex-end">
            {join.isPending && (
              <Text size="sm" c="dimmed">
                Looking at every table of the database …
              </Text>
            )}
            <Button type="submit" loading={join.isPending} disabled={invitation.trim() === ''}>
              Join
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  )
}
