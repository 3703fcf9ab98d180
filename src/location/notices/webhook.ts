import { CentralOfficeError } from '../../model/errors.ts'
import type { Secret } from '../../settings/secret.ts'
import type { Notice } from './notice-text.ts'

const PATIENCE = 20_000

/** Tells a web address by POST, one JSON document. Errors: NOTICE_NOT_SENT. */
export async function callWebhook(notice: Notice, webhook: Secret<string>, signal?: AbortSignal): Promise<void> {
  const address = webhook.reveal()
  const { host } = new URL(address)
  let status: number
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'central-office' },
      body: JSON.stringify(notice),
      // What is told goes where it was meant to go.
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(PATIENCE), ...(signal ? [signal] : [])]),
    })
    await response.body?.cancel()
    status = response.status
  } catch (cause) {
    throw notSent(`The web address at ${host} does not answer.`, cause)
  }
  if (status < 200 || status > 299)
    throw notSent(`The web address at ${host} does not take the notice (it answers ${status}).`)
}

const notSent = (message: string, cause?: unknown): CentralOfficeError =>
  new CentralOfficeError('NOTICE_NOT_SENT', message, {
    hint: 'Check the web address. It is told again later.',
    retryable: true,
    cause,
  })
