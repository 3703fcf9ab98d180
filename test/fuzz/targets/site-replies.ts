import assert from 'node:assert/strict'
import type { TLSSocket } from 'node:tls'
import { FTPError } from 'basic-ftp'
import type { Random } from '../../../src/demo/shop/random.ts'
import { hasCode } from '../../../src/model/errors.ts'
import { certificateOf } from '../../../src/site/certificate.ts'
import { modificationTime } from '../../../src/site/clock-offset.ts'
import { explainFailure } from '../../../src/site/failure.ts'
import { freeIn } from '../../../src/site/free-space.ts'
import { epsvPort, pasvPort } from '../../../src/site/passive-mode.ts'
import type { Doing } from '../../../src/site/reasons.ts'
import { mutateText } from '../mutate.ts'
import type { Target } from '../target.ts'

const replies = [
  '220 Welcome to Pure-FTPd [privsep] [TLS]',
  '229 Entering Extended Passive Mode (|||6446|)',
  '227 Entering Passive Mode (192,168,1,100,10,229).',
  '213 20260131235959.123',
  '213 12345',
  '200-Disk usage: 100\n Disk limit: 2000\n200 done',
  '200 Uploaded Kb: 1.00/2.00',
  '421 Too many connections from your address',
  '425 Cannot open data connection',
  '426 Connection closed; transfer aborted',
  '450 The file is in use by another process',
  '451 No space left on device',
  '500 Command not understood',
  '530 Login incorrect',
  '530 Anonymous sessions must use encryption',
  '534 Policy requires SSL',
  '550 Permission denied',
  '550 No such file or directory',
  '552 Quota exceeded',
]
const doings: Doing[] = ['connect', 'secure', 'sign-in', 'open-home', 'list', 'upload', 'download', 'ask']
const words = [
  '213 ',
  '550-',
  '|||',
  '!!!',
  ',',
  'disk limit: ',
  'uploaded gb: ',
  'max ',
  'tls ',
  'limit '.repeat(2000),
]

const isPort = (port: number | null): boolean => port === null || (Number.isInteger(port) && port > 0 && port < 65_536)

/** Certificates name whatever their maker wrote; here with every field replaced. */
const socketWith = (text: string): TLSSocket => {
  const parts = text.split('\n')
  const subject = { CN: parts.length > 2 ? parts : text, O: text }
  const certificate = {
    raw: Buffer.from(text),
    subject,
    issuer: text === '' ? undefined : { OU: text },
    valid_from: text,
    valid_to: text,
  }
  return { getPeerCertificate: () => certificate, authorized: false, authorizationError: text } as unknown as TLSSocket
}

/** Replies of a site: whatever it says is a reason, a port, a time, a size, or nothing. */
export const siteReplies: Target = {
  name: 'site-replies',
  codes: [],
  smoke: 1200,
  prepare: async () => ({
    make: (random: Random) => Buffer.from(mutateText(random, random.pick(replies), [...replies, ...words])),
    run: (input) => {
      const text = Buffer.from(input).toString()
      const error = new FTPError({ code: Number(/^\d{3}/.exec(text)?.[0] ?? text.length), message: text })
      for (const doing of doings) {
        const told = explainFailure(error, { doing, site: 'site:21', path: 'to-office' })
        assert.ok(told.code.startsWith('SITE_') && hasCode(told, told.code))
        assert.ok(told.message.length < 600, `${told.message.length} characters`)
        assert.doesNotMatch(told.message, /\p{Cc}/u)
      }
      assert.ok(explainFailure(new Error(text), { doing: 'ask', site: 'site:21' }).hint !== '')
      const [port, old, time, free] = [epsvPort(text), pasvPort(text), modificationTime(text), freeIn(text)]
      assert.ok(isPort(port) && isPort(old), `${port} ${old}`)
      assert.ok(time === null || Number.isSafeInteger(time), `${time}`)
      assert.ok(free === null || (Number.isFinite(free) && free >= 0), `${free}`)
      const facts = certificateOf(socketWith(text))
      assert.ok(facts && facts.subject.length <= 120 && facts.issuer.length <= 120)
      assert.doesNotMatch(facts.subject, /\p{Cc}/u)
      return [port, old, time, free].some((told) => told !== null) ? 'accepted' : 'refused'
    },
  }),
}
