import { Button, Group, Text } from '@mantine/core'
import type { SiteDraft } from './site-draft.ts'

type PinnedProps = {
  draft: SiteDraft
  fault: string | undefined
  onChange: (change: Partial<SiteDraft>) => void
}

/** Which certificate is trusted: what authorities vouch for, or one that a person confirmed by its fingerprint. */
export const PinnedCertificate = ({ draft: { tls, pinnedCertificate }, fault, onChange }: PinnedProps) => {
  if (tls === 'off') return <div />
  return (
    <div>
      <Text size="sm" fw={600}>
        Certificate
      </Text>
      {pinnedCertificate === '' ? (
        <Text size="sm" c="dimmed">
          Trusted as a browser would. Where it is not, Test Connection shows it, and you can trust it by its
          fingerprint.
        </Text>
      ) : (
        <Group gap="xs" align="flex-start">
          <Text size="sm" className="co-code co-wrap" title={pinnedCertificate}>
            {fingerprintText(pinnedCertificate)}
          </Text>
          <Button size="compact-xs" variant="default" onClick={() => onChange({ pinnedCertificate: '' })}>
            Trust no longer
          </Button>
        </Group>
      )}
      {fault && (
        <Text size="sm" c="var(--mantine-color-error)">
          {fault}
        </Text>
      )}
    </div>
  )
}

/** In groups of four, to compare by eye. */
export const fingerprintText = (fingerprint: string): string => fingerprint.match(/.{1,4}/g)?.join(' ') ?? ''
