import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FTPError } from 'basic-ftp'
import type { ErrorCode } from '../../src/model/errors.ts'
import { announcement } from '../../src/site/active-mode.ts'
import { modificationTime } from '../../src/site/clock-offset.ts'
import { DataConnectionError, explainFailure, refusedDataMode } from '../../src/site/failure.ts'
import { UnknownListing } from '../../src/site/list-lines.ts'
import { epsvPort, pasvPort } from '../../src/site/passive-mode.ts'
import { pauseAfter } from '../../src/site/persist.ts'
import { attempts, type Doing } from '../../src/site/reasons.ts'

const reply = (text: string) => new FTPError({ code: Number(text.slice(0, 3)), message: text })
const fault = (code: string, message = code, syscall = '') => Object.assign(new Error(message), { code, syscall })
const explain = (error: unknown, doing: Doing) => explainFailure(error, { doing, site: 'ftp.example.com:21' })

const cases: [Doing, unknown, ErrorCode, retryable: boolean][] = [
  ['connect', fault('ENOTFOUND'), 'SITE_HOST_UNKNOWN', true],
  ['connect', fault('EAI_AGAIN'), 'SITE_HOST_UNKNOWN', true],
  ['connect', fault('ECONNREFUSED'), 'SITE_REFUSED', true],
  ['connect', fault('EACCES', 'EACCES', 'connect'), 'SITE_REFUSED', true],
  ['connect', fault('ENETUNREACH'), 'SITE_REFUSED', true],
  ['connect', fault('ETIMEDOUT'), 'SITE_TIMEOUT', true],
  ['connect', new Error('Timeout (control socket)'), 'SITE_TIMEOUT', true],
  ['connect', fault('ERR_SSL_WRONG_VERSION_NUMBER'), 'SITE_TLS', false],
  ['connect', reply('421 Too many connections from this address'), 'SITE_TOO_MANY_CONNECTIONS', true],
  ['secure', reply('500 AUTH not understood'), 'SITE_TLS', false],
  ['secure', fault('ECONNRESET', 'Client network socket disconnected before secure TLS connection'), 'SITE_TLS', false],
  ['sign-in', reply('530 Login incorrect'), 'SITE_LOGIN', false],
  ['sign-in', reply('530 Too many users logged in, try again later'), 'SITE_TOO_MANY_CONNECTIONS', true],
  ['sign-in', reply('530 Non-anonymous sessions must use encryption.'), 'SITE_TLS', false],
  ['sign-in', reply('421 Service not available, closing connection'), 'SITE_DROPPED', true],
  [
    'sign-in',
    reply('500 OOPS: vsftpd: refusing to run with writable root inside chroot()'),
    ...(['SITE_LOGIN', false] as const),
  ],
  ['sign-in', reply('530 User cannot log in, home directory inaccessible.'), 'SITE_LOGIN', false],
  ['sign-in', reply('421 Home directory not available'), 'SITE_LOGIN', false],
  ['sign-in', reply('550 Client certificate required'), 'SITE_TLS', false],
  ['sign-in', fault('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), 'SITE_TLS', false],
  ['upload', refusedDataMode(true, reply('550 Permission denied.')), 'SITE_DROPPED', false],
  ['upload', refusedDataMode(false, reply('500 Illegal PORT command')), 'SITE_DROPPED', false],
  ['upload', refusedDataMode(true, reply('425 No port is free')), 'SITE_DROPPED', true],
  ['upload', refusedDataMode(true, reply('521 Data connections must use TLS')), 'SITE_TLS', false],
  ['list', new UnknownListing('A.DAT;1 0/4'), 'SITE_UNCLEAR_REPLY', false],
  ['sign-in', reply('332 Need account'), 'SITE_LOGIN', false],
  ['open-home', reply('550 No such directory'), 'SITE_FORBIDDEN', false],
  ['upload', reply('550 Permission denied'), 'SITE_FORBIDDEN', false],
  ['upload', reply('550 Not enough privileges.'), 'SITE_FORBIDDEN', false],
  ['download', reply('550 Not enough privileges.'), 'SITE_FORBIDDEN', false],
  [
    'sign-in',
    reply(
      '421 Sorry, cleartext sessions are not accepted on this server. Please reconnect using TLS security mechanisms.',
    ),
    'SITE_TLS',
    false,
  ],
  ['upload', reply('553 Could not create file'), 'SITE_FORBIDDEN', false],
  ['upload', reply('452 Insufficient storage'), 'SITE_FULL', false],
  ['upload', reply('451 Error: No space left on device'), 'SITE_FULL', false],
  ['upload', reply('552 Quota exceeded'), 'SITE_FULL', false],
  ['upload', reply('425 Cannot build data connection'), 'SITE_DROPPED', true],
  ['upload', reply('426 Connection closed; transfer aborted'), 'SITE_DROPPED', true],
  ['upload', reply('522 SSL connection failed; session reuse required'), 'SITE_TLS', false],
  ['upload', new DataConnectionError(fault('ECONNREFUSED')), 'SITE_DROPPED', true],
  ['upload', fault('0', 'Client is closed because Server sent FIN packet unexpectedly'), 'SITE_DROPPED', true],
  ['upload', fault('ENOSPC'), 'DISK_FULL', false],
  ['download', fault('EACCES'), 'LOCAL_FILE_REFUSED', true],
  ['download', reply('550 a.dat: No such file or directory'), 'SITE_MISSING_FILE', false],
  ['download', reply('550 Access is denied.'), 'SITE_FORBIDDEN', false],
  ['download', reply('550 The file is being used by another process'), 'SITE_UNCLEAR_REPLY', true],
  ['download', fault('ECONNRESET', 'read ECONNRESET'), 'SITE_DROPPED', true],
  ['remove', reply('550 Permission denied'), 'SITE_FORBIDDEN', false],
  ['remove', reply('450 File busy'), 'SITE_UNCLEAR_REPLY', true],
  ['list', reply('500 What?'), 'SITE_UNCLEAR_REPLY', false],
  ['list', 'not even an error', 'SITE_UNCLEAR_REPLY', false],
]

for (const [doing, error, code, retryable] of cases) {
  const said = error instanceof Error ? error.message : String(error)
  test(`"${said}" at ${doing} is ${code}`, () => {
    const failure = explain(error, doing)
    assert.deepEqual([failure.code, failure.retryable], [code, retryable])
    assert.ok(failure.message.startsWith(attempts[doing]()), failure.message)
    assert.ok(failure.hint.length > 20)
  })
}

test('an account whose folder is not set up is not told to type the password again', () => {
  for (const text of [
    '500 OOPS: vsftpd: refusing to run with writable root inside chroot()',
    '500 OOPS: cannot change directory:/home/shop',
    '530 User cannot log in, home directory inaccessible.',
    '530 Login incorrect, home directory does not exist',
    '550 Unable to set up chroot jail',
  ]) {
    const { message, hint } = explain(reply(text), 'sign-in')
    assert.match(message, /cannot open the folder of this account/)
    assert.match(hint, /Show this line to the hosting provider/)
  }
  assert.match(explain(reply('530 Login incorrect.'), 'sign-in').hint, /Type Username and Password again/)
})

test('a reply is quoted on one line, short and without control characters', () => {
  const { message } = explain(reply(`550-\u001b[31mNo\r\n550 ${'x'.repeat(1000)}`), 'upload')
  assert.ok(message.length < 400)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  assert.doesNotMatch(message, /[\u0000-\u001f]/)
})

test('the port of a passive reply is read, whatever is written around it', () => {
  assert.equal(epsvPort('229 Entering Extended Passive Mode (|||6446|)'), 6446)
  assert.equal(epsvPort('229 Entering Extended Passive Mode (!!!6446!)'), 6446)
  assert.equal(epsvPort('229 (|||99999|)'), null)
  assert.equal(pasvPort('227 Entering Passive Mode (10,0,0,1,4,1).'), 1025)
  assert.equal(pasvPort('227 =127,0,0,1,4,1'), 1025)
  assert.equal(pasvPort('227 Entering Passive Mode'), null)
})

test('active mode announces IPv4 by PORT and IPv6 by EPRT', () => {
  assert.equal(announcement('192.0.2.7', 1025), 'PORT 192,0,2,7,4,1')
  assert.equal(announcement('2001:db8::7', 1025), 'EPRT |2|2001:db8::7|1025|')
})

test('a modification time is read as UTC, to the middle of its second where it has no fraction', () => {
  assert.equal(modificationTime('213 20260131235959'), Date.UTC(2026, 0, 31, 23, 59, 59, 500))
  assert.equal(modificationTime('213 20260131235959.25'), Date.UTC(2026, 0, 31, 23, 59, 59, 250))
  assert.equal(modificationTime('550 No such file'), null)
})

test('pauses grow threefold, less up to half by chance', () => {
  assert.deepEqual(
    [1, 2, 3].map((attempt) => pauseAfter(attempt, 1000, 0)),
    [1000, 3000, 9000],
  )
  assert.equal(pauseAfter(2, 1000, 1), 1500)
})
