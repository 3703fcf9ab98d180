import { Anchor, Button, CopyButton, Group } from '@mantine/core'
import { Card } from '../../pieces/card.tsx'

/** One-click transmission: opening the address is enough. */
export const OneClickCard = () => {
  const address = `${location.origin}/transmit?start`
  return (
    <Card
      title="One-click transmission"
      lead="Opening this address starts a transmission at once: keep it as a bookmark, or as an icon on the desktop."
    >
      <Group gap="sm">
        <Anchor href={address} className="co-code co-wrap">
          {address}
        </Anchor>
        <CopyButton value={address}>
          {({ copied, copy }) => (
            <Button variant="default" size="compact-sm" onClick={copy} aria-live="polite">
              {copied ? 'Copied' : 'Copy address'}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Card>
  )
}
