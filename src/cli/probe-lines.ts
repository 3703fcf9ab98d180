import type { SiteSettings } from '../model/site-settings.ts'
import type { ProbeResult, ProbeStep } from '../site/probe.ts'
import { commandFor } from './site-options.ts'

const tick = ({ ok }: ProbeStep): string => (ok === true ? '✓' : ok === false ? '✗' : ok === 'limited' ? '~' : '-')

/** `✓ sign-in       12 ms  Signed in as shops.`, with what to do, and the command for it, on lines of their own. */
export const stepLines = (step: ProbeStep): string[] => [
  `${tick(step)} ${step.name.padEnd(12)} ${`${step.milliseconds} ms`.padStart(9)}  ${step.detail}`,
  ...[step.remedy, commandFor(step.remedy)].filter((line) => line !== '').map((line) => `${' '.repeat(26)}${line}`),
]

const verdictLine = ({ verdict, steps }: ProbeResult): string => {
  if (verdict === 'ready') return 'Ready: this site does everything a transmission needs.'
  if (verdict === 'not usable') return 'Not usable: see the steps marked ✗ and what to do about them.'
  const limits = steps.map(({ limit }) => limit).filter((limit) => limit !== '')
  return `Works with limits (${limits.join(', ')}): transmissions work and keep to them; see the steps marked ~.`
}

export function verdictLines(result: ProbeResult, site: SiteSettings): string[] {
  const { certificate, clockOffset, freeBytes } = result
  const day = (time: number) => new Date(time).toISOString().slice(0, 10)
  const pinned = certificate !== null && certificate.fingerprint === site.pinnedCertificate
  return [
    ...(certificate
      ? [
          `Certificate of ${certificate.subject}, issued by ${certificate.issuer}, valid from ${day(certificate.validFrom)} to ${day(certificate.validUntil)}`,
          `  fingerprint ${certificate.fingerprint}`,
          ...(site.pinnedCertificate !== '' && !pinned
            ? [`  Another one was trusted before: ${site.pinnedCertificate}`]
            : []),
          ...(pinned || (certificate.trusted && site.pinnedCertificate === '')
            ? []
            : [
                `  It is not trusted. If the hosting provider confirms this fingerprint, trust it with --pin ${certificate.fingerprint}`,
              ]),
        ]
      : []),
    ...(clockOffset === null ? [] : [`The site's clock differs by ${(clockOffset / 1000).toFixed(1)} s.`]),
    ...(freeBytes === null ? [] : [`Free on the site: ${(freeBytes / 1e9).toFixed(1)} GB.`]),
    verdictLine(result),
  ]
}
