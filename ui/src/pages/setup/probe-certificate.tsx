import { Button, Text } from '@mantine/core'
import type { CertificateFacts } from '../../../../src/web/contract/site.ts'
import { dayText } from '../../words/time-text.ts'
import { fingerprintText } from './pinned-certificate.tsx'
import classes from './setup.module.css'

type CertificateProps = { facts: CertificateFacts; pinned: string; onPin: ((fingerprint: string) => void) | undefined }

/** What the site presented, and the button to trust it where nobody vouches for it. */
export const ProbeCertificate = ({ facts, pinned, onPin }: CertificateProps) => {
  const isPinned = facts.fingerprint === pinned
  return (
    <div className={classes.certificate}>
      <Text size="sm" className="co-wrap">
        Certificate of <strong>{facts.subject}</strong>, issued by {facts.issuer}, valid from {dayText(facts.validFrom)}{' '}
        to {dayText(facts.validUntil)}.
      </Text>
      <Text size="xs" className="co-code co-wrap">
        {fingerprintText(facts.fingerprint)}
      </Text>
      {isPinned && <Text size="sm">You trust this one by its fingerprint.</Text>}
      {!isPinned && !facts.trusted && (
        <>
          <Text size="sm" mt={4}>
            It is not trusted by itself: {facts.problem || 'no authority vouches for it'}. Ask the hosting provider for
            the fingerprint, and trust it only if it is the same.
          </Text>
          {onPin && (
            <Button size="compact-sm" variant="default" mt={6} onClick={() => onPin(facts.fingerprint)}>
              Trust this certificate
            </Button>
          )}
        </>
      )}
    </div>
  )
}
