import { Alert, Button, CopyButton, Group, Stack, Text, Textarea } from '@mantine/core'
import type { Invitation } from '../../../../src/web/contract/stores.ts'
import { DownloadIcon, InfoIcon } from '../../icons/sign-icons.tsx'
import { useAsk } from '../../pieces/ask.tsx'
import { Dialog } from '../../pieces/dialog.tsx'
import { storeNumberText } from '../../words/count-text.ts'
import { QrCode } from './qr-code.tsx'
import classes from './stores.module.css'

/** The invitation and its passphrase, which are kept nowhere: closing asks first. */
export function ShownInvitation({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const { number, name, text, passphrase, qr, fileName } = invitation
  const ask = useAsk()
  const close = async () => {
    const sure = await ask({
      title: 'Have you kept both?',
      text: 'The invitation and its passphrase are shown only now. If they are lost, invite the store again on its page.',
      yes: 'Yes, close',
      no: 'Back to the invitation',
    })
    if (sure) onClose()
  }
  return (
    <Dialog onClose={close} size="lg" title={`Invitation for store ${storeNumberText(number)}, ${name}`}>
      <Stack>
        <Alert color="orange" icon={<InfoIcon />}>
          Both are shown only now. Send them two different ways: for example the file by e-mail, the passphrase by
          telephone.
        </Alert>
        <div>
          <Text size="sm" fw={600} id="passphrase">
            Passphrase
          </Text>
          <Group gap="sm">
            <output className={classes.passphrase} aria-labelledby="passphrase">
              {passphrase}
            </output>
            <Copy text={passphrase} what="passphrase" />
          </Group>
        </div>
        <Textarea label="Invitation" value={text} readOnly rows={6} classNames={{ input: classes.invitation ?? '' }} />
        <Group gap="sm">
          <Button
            component="a"
            href={URL.createObjectURL(new Blob([text], { type: 'text/plain' }))}
            download={fileName}
            leftSection={<DownloadIcon />}
          >
            Download the file
          </Button>
          <Copy text={text} what="invitation" />
        </Group>
        {qr === null ? (
          <Text size="sm" c="dimmed">
            It is too long for a QR code.
          </Text>
        ) : (
          <QrCode text={qr} label="The invitation as a QR code" />
        )}
      </Stack>
    </Dialog>
  )
}

const Copy = ({ text, what }: { text: string; what: string }) => (
  <CopyButton value={text}>
    {({ copied, copy }) => (
      <Button variant="default" size="compact-sm" onClick={copy} aria-live="polite">
        {copied ? 'Copied' : `Copy ${what}`}
      </Button>
    )}
  </CopyButton>
)
