import { CentralOfficeError, hasCode } from '../model/errors.ts'
import type { VisitEvent } from '../model/visit-event.ts'

/**
 * What a visit finds out about deleting. A file that stays stops nothing, because no name is used twice and what was applied is
 * known by its number; it is tried again at the next visit. Stores are named by their numbers; '' stands for a store's own visit.
 */
export class Deletions {
  readonly #refused = new Map<string, CentralOfficeError>()
  #worked = false

  /** Something was deleted. */
  noteDeleted(): void {
    this.#worked = true
  }

  noteRefused(store: string, error: CentralOfficeError): void {
    this.#refused.set(store, error)
  }

  /** Files of this store stay, so that seeing them again says nothing about their sender. */
  keeps(store: string): boolean {
    return this.#refused.has(store) || this.isHopeless
  }

  /** The site lets nothing be deleted, as far as can be told: trying more would only take time. */
  get isHopeless(): boolean {
    return !this.#worked && this.#allForbidden && (this.#refused.has('') || this.#refused.size > 1)
  }

  get #allForbidden(): boolean {
    const refusals = [...this.#refused.values()]
    return refusals.length > 0 && refusals.every((error) => hasCode(error, 'SITE_FORBIDDEN'))
  }

  /** To be told at the end of the visit: of the whole site once, or of the stores whose files stay. */
  summary(): { warnings: VisitEvent[]; problems: { store: string; error: CentralOfficeError }[] } {
    const warnings: VisitEvent[] = []
    const problems: { store: string; error: CentralOfficeError }[] = []
    if (!this.#worked && this.#allForbidden) return { warnings: [warning(noDelete())], problems }
    for (const [store, error] of this.#refused) {
      if (hasCode(error, 'SITE_FORBIDDEN')) problems.push({ store, error: filesStay(store, error) })
      else warnings.push(warning(notNow(error), store))
    }
    return { warnings, problems }
  }
}

const warning = ({ message, code, hint }: CentralOfficeError, store = ''): VisitEvent => ({
  step: 'receive',
  level: 'warn',
  text: message,
  code,
  hint,
  ...(store === '' ? {} : { store }),
})

const noDelete = (): CentralOfficeError =>
  new CentralOfficeError(
    'SITE_FORBIDDEN',
    'The site lets no file be deleted: what is done with stays there and fills it.',
    { hint: 'Ask the hosting provider to give this account the right to delete files.' },
  )

const filesStay = (store: string, cause: CentralOfficeError): CentralOfficeError =>
  new CentralOfficeError(
    'SITE_FORBIDDEN',
    `Files of ${store === '' ? 'this store' : `store ${store}`} that are done with stay on the site. ${cause.message}`,
    {
      hint: 'Nothing is lost. Ask the hosting provider to give this account the right to delete these files as well.',
      cause,
    },
  )

const notNow = (cause: CentralOfficeError): CentralOfficeError =>
  new CentralOfficeError(cause.code, `A file that is done with stays on the site for now. ${cause.message}`, {
    hint: 'Nothing needs to be done: the next transmission tries again.',
    retryable: true,
    cause,
  })
