import type { SiteSettings } from '../model/site-settings.ts'
import type { CertificateFacts } from './certificate.ts'
import { dial, encrypt, newConnection } from './connection.ts'
import { explainFailure } from './failure.ts'
import type { SiteOptions } from './options.ts'

/**
 * Looks at the certificate that a site presents, trusted or not; signs in nowhere. Null: the connection is not encrypted, or the
 * site showed none. Errors: SITE_* where the site cannot be reached or does not encrypt.
 */
export async function probeCertificate(
  settings: SiteSettings,
  options: SiteOptions = {},
): Promise<CertificateFacts | null> {
  if (settings.tls === 'off') return null
  const connection = newConnection(settings, '', options)
  let seen: CertificateFacts | null = null
  try {
    await dial(connection, settings, options.extraCa)
    await encrypt(connection, settings, options.extraCa)
    return connection.certificate()
  } catch (error) {
    seen = connection.certificate()
    if (seen !== null) return seen
    throw explainFailure(error, { doing: 'secure', site: connection.site })
  } finally {
    connection.close()
  }
}
