import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { makeCertificate } from '../../src/demo/ftp-site/certificate.ts'
import { sendMail } from '../../src/location/notices/mail.ts'
import { testNotice } from '../../src/location/notices/notice-text.ts'
import { NoticeWatch } from '../../src/location/notices/notice-watch.ts'
import { hasCode } from '../../src/model/errors.ts'
import { Notices, WebhookAddress } from '../../src/model/notices.ts'
import { Secret } from '../../src/settings/secret.ts'
import type { LeftOutTable } from '../../src/transmission/left-out-tables.ts'
import { freshHome, storeSettings } from '../settings/fresh-folder.ts'
import { mailServer } from './mail-server.ts'
import { webAddress } from './web-address.ts'

const HOUR = 3_600_000

async function watchedOffice(t: TestContext, given: Partial<Notices>) {
  const hook = await webAddress(t)
  const state = {
    now: Date.parse('2026-03-14T08:00:00Z'),
    notices: Notices.parse(given),
    secrets: given.mail ? {} : { webhook: new Secret(hook.address) },
    stores: [{ guid: 'g', number: '7', name: 'Elm Street', ignored: false, lastContact: 0 }],
    leftOut: [] as LeftOutTable[],
    faults: [] as string[],
  }
  state.stores = state.stores.map((store) => ({ ...store, lastContact: state.now }))
  const home = await freshHome(t)
  const watch = async () => {
    const watching = new NoticeWatch({
      home,
      settings: () => storeSettings({ notices: state.notices }),
      secrets: () => state.secrets,
      stores: async () => state.stores,
      leftOut: async () => state.leftOut,
      failed: ({ message }) => state.faults.push(message),
      now: () => state.now,
    })
    t.after(() => watching.stop())
    await watching.start()
    return watching
  }
  const end = (outcome: 'completed' | 'failed' | 'cancelled') => ({
    outcome,
    message: outcome === 'failed' ? 'The site does not answer.' : '',
    endedAt: state.now,
  })
  const kinds = () => hook.told.splice(0).map(({ kind, state: of }) => `${kind} ${of}`)
  return { hook, state, watch, end, kinds }
}

test('transmissions that fail in a row are told once, and once when they work again', async (t) => {
  const { hook, watch, end, kinds } = await watchedOffice(t, { failures: 3 })
  const first = await watch()
  for (const outcome of ['failed', 'cancelled', 'failed'] as const) await first.ended(end(outcome))
  assert.deepEqual(kinds(), [])
  await first.stop()
  const second = await watch()
  await second.ended(end('failed'))
  assert.deepEqual(
    hook.told.map(({ title, text, store }) => [title, text, store]),
    [
      [
        'Transmissions of Elm Street fail',
        'The last transmission failed, 3 times in a row: The site does not answer.',
        null,
      ],
    ],
    'what was counted survives a restart',
  )
  assert.deepEqual(kinds(), ['failures begun'])
  await second.ended(end('failed'))
  await second.look()
  assert.deepEqual(kinds(), [])
  await second.ended(end('completed'))
  await second.ended(end('completed'))
  assert.deepEqual(kinds(), ['failures well'])
})

test('a silent store is told once, as far as the office knows, and once when it is heard of again', async (t) => {
  const { state, watch, end, kinds } = await watchedOffice(t, { silentHours: 24 })
  const watching = await watch()
  state.now += 30 * HOUR
  await watching.look()
  assert.deepEqual(kinds(), [], 'an office that has not been at the site knows nothing of its stores')
  await watching.ended(end('completed'))
  await watching.look()
  assert.deepEqual(kinds(), ['silent begun'])
  state.notices = { ...state.notices, silentHours: 48 }
  await watching.look()
  assert.deepEqual(kinds(), [], 'waiting for longer does not mean that it was heard of')
  state.now += HOUR
  state.stores = state.stores.map((store) => ({ ...store, lastContact: state.now }))
  await watching.ended(end('completed'))
  assert.deepEqual(kinds(), ['silent well'])
  state.now += 48 * HOUR
  state.stores = state.stores.map((store) => ({ ...store, ignored: true }))
  await watching.ended(end('completed'))
  assert.deepEqual(kinds(), [], 'an ignored store is nobody to wait for')
})

test('a table that does not transmit is told once with the reason, and once when it does again', async (t) => {
  const { hook, state, watch, end, kinds } = await watchedOffice(t, {})
  const left = (table: string, text: string): LeftOutTable => {
    return { table, stores: [], everywhere: true, code: 'TABLE_WITHOUT_KEY', text, hint: 'Name a key.' }
  }
  const watching = await watch()
  state.leftOut = [left('parts', 'The table parts transmits from no store: it has no key.')]
  await watching.ended(end('completed'))
  await watching.look()
  const [told] = hook.told
  assert.deepEqual(
    [told?.title, told?.text],
    ['The table parts does not transmit', 'The table parts transmits from no store: it has no key.\nName a key.'],
  )
  assert.deepEqual(kinds(), ['left-out begun'])
  state.leftOut = []
  await watching.look()
  await watching.look()
  assert.deepEqual(kinds(), ['left-out well'])
  state.notices = { ...state.notices, leftOut: false }
  state.leftOut = [left('parts', 'again')]
  await watching.look()
  assert.deepEqual(kinds(), [])
})

test('a web address that others could listen to is refused', () => {
  const accepts = (webhook: string) => WebhookAddress.safeParse(webhook).success
  assert.deepEqual(
    ['https://hooks.example.com/x', 'http://localhost:9/', 'http://127.0.0.1/', 'http://[::1]:80/'].map(accepts),
    [true, true, true, true],
  )
  assert.deepEqual(
    ['http://hooks.example.com/x', 'http://127.0.0.1.example.com/', 'http://localhost@example.com/', 'ftp://a/'].map(
      accepts,
    ),
    [false, false, false, false],
  )
})

test('a notice that could not be sent is tried again, and the fault told once', async (t) => {
  const { hook, state, watch, end, kinds } = await watchedOffice(t, { failures: 1 })
  const watching = await watch()
  hook.answers.status = 503
  await watching.ended(end('failed'))
  await watching.look()
  assert.equal(state.faults.length, 1)
  assert.match(state.faults[0] ?? '', /^The web address at 127\.0\.0\.1:\d+ does not take the notice/)
  assert.ok(!state.faults[0]?.includes('key=1'), 'an address may hold a secret')
  hook.answers.status = 200
  await watching.look()
  assert.deepEqual(kinds(), ['failures begun'])
})

test('a mail server that hangs does not keep the program from ending', async (t) => {
  const server = createServer((socket) => {
    t.after(() => socket.destroy())
    socket.resume()
  })
  t.after(() => server.close())
  const reached = once(server, 'connection')
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const mail = {
    host: '127.0.0.1',
    port,
    tls: 'off' as const,
    username: '',
    from: 'a@example.com',
    to: ['b@example.com'],
  }
  const { state, watch, end } = await watchedOffice(t, { failures: 1, mail })
  const watching = await watch()
  const looked = watching.ended(end('failed'))
  await reached
  await watching.stop()
  await looked
  assert.deepEqual(state.faults, [], 'it was broken off here')
  const closed = once(server, 'close')
  server.close()
  await closed
})

test('a mail goes out with the account given, and a refusal says what to do', async (t) => {
  const { port, mails, heard } = await mailServer(t, { username: 'owner', password: 'hush hush' })
  const mail = {
    host: '127.0.0.1',
    port,
    tls: 'off' as const,
    username: 'owner',
    from: 'office@example.com',
    to: ['owner@example.com', 'second@example.com'],
  }
  await sendMail(testNotice('Head office', 0), mail, new Secret('hush hush'))
  assert.match(mails[0] ?? '', /^Subject: Central Office: This is how a notice comes$/m)
  assert.match(mails[0] ?? '', /^To: owner@example.com, second@example.com$/m)
  const wrong = await sendMail(testNotice('Head office', 0), mail, new Secret('another')).catch((error: Error) => error)
  assert.ok(hasCode(wrong, 'NOTICE_NOT_SENT'))
  assert.match(wrong.message, /refuses the user name or the password/)
  assert.ok(!`${wrong.message}${wrong.hint}`.includes('owner'))
  heard.length = 0
  const plain = sendMail(testNotice('Head office', 0), { ...mail, tls: 'explicit' }, new Secret('hush hush'))
  await assert.rejects(plain, /does not offer encryption|cannot be reached/)
  assert.equal(mails.length, 1)
  assert.ok(
    !heard.some((line) => /^(AUTH|MAIL)/.test(line)),
    'a server without encryption gets no password and no mail',
  )
})

test('a mail server whose certificate nobody vouches for gets no password and no mail', async (t) => {
  const { port, heard } = await mailServer(t, { username: 'owner', password: 'hush' }, makeCertificate())
  const mail = {
    host: 'localhost',
    port,
    tls: 'implicit' as const,
    username: 'owner',
    from: 'a@example.com',
    to: ['b@example.com'],
  }
  await assert.rejects(sendMail(testNotice('Head office', 0), mail, new Secret('hush')), /certificate is not trusted/)
  assert.deepEqual(heard, [])
})
