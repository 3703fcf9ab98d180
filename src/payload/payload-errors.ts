import { CentralOfficeError } from '../model/errors.ts'
import type { PayloadBinding } from './binding.ts'

const spoken = ({ direction, guid, number }: PayloadBinding): string =>
  direction === 'to-office'
    ? `Payload ${number} from store ${guid}`
    : `Payload ${number} from the office to store ${guid}`

/** The bytes are not those the manifest announces. The site or the way there did it, so fetching or sending again helps. */
export const damagedOnTheWay = (binding: PayloadBinding, why: string, cause?: unknown): CentralOfficeError =>
  new CentralOfficeError('PAYLOAD_DAMAGED', `${spoken(binding)} arrived damaged: ${why}.`, {
    hint: 'Nothing was applied. Transmit again; if it stays, transmit at the sender too, which sends the file anew.',
    retryable: true,
    cause,
  })

/** Authentic, and still not sound: what the sender sealed was broken already. */
export const damagedAtTheSender = (binding: PayloadBinding, why: string, cause?: unknown): CentralOfficeError =>
  new CentralOfficeError('PAYLOAD_DAMAGED', `${spoken(binding)} was already damaged when it was sealed: ${why}.`, {
    hint: 'Nothing was applied. Update the program at both locations and check the disk of the sender.',
    cause,
  })

export const notAuthentic = (
  binding: PayloadBinding,
  why: string,
  options: { retryable: boolean },
): CentralOfficeError =>
  new CentralOfficeError('PAYLOAD_NOT_AUTHENTIC', `${spoken(binding)} does not prove to be genuine: ${why}.`, {
    hint: 'Nothing was applied. It is left alone until the next visit; if it stays, the two locations hold different keys: invite the store again.',
    retryable: options.retryable,
  })

export const tooLarge = (binding: PayloadBinding, why: string, cause?: unknown): CentralOfficeError =>
  new CentralOfficeError('PAYLOAD_TOO_LARGE', `${spoken(binding)} was not unpacked: ${why}.`, {
    hint: 'Nothing was applied. Update the program at both locations; if it stays, look into the sender: its files are not what it announces.',
    cause,
  })

export const tooNew = (binding: PayloadBinding): CentralOfficeError =>
  new CentralOfficeError('PAYLOAD_TOO_NEW', `${spoken(binding)} was written by a newer program than this one.`, {
    hint: 'Update the program at this location, then transmit again. The payload waits on the site.',
  })

export const tooOld = (binding: PayloadBinding): CentralOfficeError =>
  new CentralOfficeError('PAYLOAD_TOO_OLD', `${spoken(binding)} was written by an older program than this one.`, {
    hint: 'Update the program at the location that sent it, then transmit there and here again. The payload waits on the site.',
  })
