import type { Doing, Reason } from './reasons.ts'

const tooMany =
  /too many|maximum (number|of)|\(the maximum\)|already (logged|signed) in|more than \d+ (connections|users|clients|sessions)|connection limit|limit (of|reached|exceeded)|try (again )?later|max.{0,20}(clients|users|connections|sessions)/i
const wantsTls =
  /(must|required?|requires|need|only).{0,40}(tls|ssl|encrypt|secure)|(tls|ssl|encryption).{0,30}(required|mandatory|only)|must use encryption|(using|use) (tls|ssl)/i
const mentionsTls = /\b(tls|ssl)\b|encrypt/i
const noRoom =
  /no space|disk full|quota|out of space|insufficient (disk|storage)|exceeded storage|not enough (disk )?space/i
const denied = /permission|privilege|denied|not (allowed|permitted)|forbidden|prohibited|read-?only|not authori[sz]ed/i
const inUse = /used by another|in use|busy|locked|sharing violation/i

/** Of vsftpd (500 OOPS), IIS (530) and others: who signed in is known, and his folder is the trouble. */
const accountSetup =
  /writable root|chroot|home dir(ectory)?.{0,40}(inaccessible|not (available|accessible|found|exist)|does ?n.t exist)|(cannot|can't|unable to|could not) (change|set|open|access|find|locate).{0,20}(home|root|director)/i
const wantsCertificate =
  /client.{0,12}cert|cert\w*.{0,30}(required|requested|missing)|(no|present|provide|send).{0,20}certificate/i

/** The command itself, whatever it is about (RFC 959, 4.2.2). */
const notKnown: ReadonlySet<number> = new Set([500, 502, 504])

/**
 * Reads an error reply (RFC 959, 4.2; RFC 4217; and what servers really answer). The same code means different things at
 * different moments, and a 530 is not always a bad password, so the text is looked at where the code leaves it open.
 */
export const classifyReply = (code: number, text: string, doing: Doing): Reason => {
  if (code !== 421 && code < 500 && noRoom.test(text)) return 'full'
  if ((doing === 'secure' || doing === 'sign-in') && wantsCertificate.test(text)) return 'client-certificate'
  if (doing === 'sign-in' && accountSetup.test(text)) return 'account-setup'
  if (doing === 'secure') return code === 421 ? early421(text) : 'tls-not-offered'
  switch (code) {
    case 421:
      return early421(text)
    case 425:
      return 'no-data-connection'
    case 426:
      return 'dropped'
    case 430:
    case 532:
      return tooMany.test(text) ? 'too-many' : 'login'
    case 530:
    case 331:
    case 332:
    case 503:
      if (mentionsTls.test(text)) return 'tls-required'
      if (tooMany.test(text)) return 'too-many'
      return code === 503 && doing !== 'sign-in' ? 'unclear' : 'login'
    case 522:
    case 534:
      return doing === 'upload' && noRoom.test(text) ? 'full' : wantsTls.test(text) ? 'tls-required' : 'tls-failed'
    case 452:
    case 552:
      return 'full'
    case 550:
    case 553:
      return refusedAction(text, doing)
    default:
      return otherwise(code, text, doing)
  }
}

/** The last word before the site hangs up. Pure-FTPd also sends away so who comes without the TLS it insists on. */
const early421 = (text: string): Reason =>
  tooMany.test(text) ? 'too-many' : wantsTls.test(text) ? 'tls-required' : 'dropped'

const refusedAction = (text: string, doing: Doing): Reason => {
  if (noRoom.test(text)) return 'full'
  if (wantsTls.test(text)) return 'tls-required'
  if (inUse.test(text)) return 'busy'
  if (doing === 'upload' && /hidden file .+ exists/i.test(text)) return 'blocked-name'
  if (doing === 'open-home') return 'home-forbidden'
  if ((doing === 'download' || doing === 'ask') && !denied.test(text)) return 'missing'
  return 'forbidden'
}

const otherwise = (code: number, text: string, doing: Doing): Reason => {
  if (doing === 'connect') return tooMany.test(text) ? 'too-many' : code < 500 ? 'busy' : 'refused'
  if (code >= 400 && code < 500) return 'busy'
  if (wantsTls.test(text)) return 'tls-required'
  if (doing === 'sign-in') return 'login'
  // A site that does not know DELE lets nothing be deleted.
  if (doing === 'remove' && notKnown.has(code)) return 'forbidden'
  if (denied.test(text)) return 'forbidden'
  return notKnown.has(code) ? 'not-known' : 'unclear'
}
