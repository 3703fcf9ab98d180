import type { SiteSettings } from '../model/site-settings.ts'
import type { ProbeResult, ProbeStep } from '../site/probe.ts'

const tick = ({ ok }: ProbeStep): string => (ok === true ? '✓' : ok === false ? '✗' : ok === 'limited' ? '~' : '-')

/** `✓ sign-in       12 ms  Signed in as shops.`, with what to do on a line of its own. */
export const stepLines = (step: ProbeStep): string[] => [
  `${tick(step)} ${step.name.padEnd(12)} ${`${step.milliseconds} ms`.padStart(9)}  ${step.detail}`,
  ...(step.remedy === '' ? [] : [`${' '.repeat(26)}${step.remedy}`]),
]

const verdicts = {
  ready: 'Ready: this site does everything a transmission needs.',
  'works with limits': 'Works with limits: transmissions work, some steps take a longer way.',
  'not usable': 'Not usable: see the steps marked ✗ and what to do about them.',
}

export function verdictLines(
  { verdict, certificate, clockOffset, freeBytes }: ProbeResult,
  site: SiteSettings,
): string[] {
  const pinned = certificate !== null && certificate.fingerprint === site.pinnedCertificate
  return [
    ...(certificate
      ? [
          `Certificate of ${certificate.subject}, issued by ${certificate.issuer}, valid until ${new Date(certificate.validUntil).toISOString().slice(0, 10)}`,
          `  fingerprint ${certificate.fingerprint}`,
          ...(certificate.trusted || pinned
            ? []
            : [
                `  It is not trusted. If the hosting provider confirms this fingerprint, trust it with --pin ${certificate.fingerprint}`,
              ]),
        ]
      : []),
    ...(clockOffset === null ? [] : [`The site's clock differs by ${(clockOffset / 1000).toFixed(1)} s.`]),
    ...(freeBytes === null ? [] : [`Free on the site: ${(freeBytes / 1e9).toFixed(1)} GB.`]),
    verdicts[verdict],
  ]
}
