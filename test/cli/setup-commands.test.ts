import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { timeFrom, timesText, weekdaysFrom } from '../../src/cli/times-text.ts'
import { mailServer } from '../location/mail-server.ts'
import { webAddress } from '../location/web-address.ts'
import { asked, done, failure, folderFor, run, seen } from './command-runs.ts'

test('days and times are read as people type them', () => {
  const typed = [
    'mon-fri',
    'Saturday',
    'sat-mon',
    'wed,mon,3',
    '1-5,7',
    'mo',
    'mon-',
    'mon-wed-fri',
    '0',
    '8',
    '',
    'noday',
  ]
  assert.deepEqual(typed.map(weekdaysFrom), [
    [1, 2, 3, 4, 5],
    [6],
    [1, 6, 7],
    [1, 3],
    [1, 2, 3, 4, 5, 7],
    ...Array<null>(7).fill(null),
  ])
  assert.deepEqual(['7:30', '07.30', ' 19:00 ', '730'].map(timeFrom), ['07:30', '07:30', '19:00', '730'])
  const everyDay = [1, 2, 3, 4, 5, 6, 7]
  assert.equal(timesText({ kind: 'every', minutes: 1, weekdays: everyDay }), 'every 1 minute every day')
  assert.equal(
    timesText({ kind: 'at', times: ['07:30', '19:00'], weekdays: [1, 2, 3] }),
    'at 07:30, 19:00 from mon to wed',
  )
  assert.equal(timesText({ kind: 'at', times: ['07:30'], weekdays: [1, 7] }), 'at 07:30 on mon, sun')
})

test('everything Setup keeps is shown and changed on the command line too', async (t) => {
  const home = `${folderFor(t)}/office`
  const at = ['--home', home]
  await done(['init', 'office', ...at])
  assert.match(
    await done(['times', ...at, '--at', '19:00,7:30', '--weekdays', 'mon-fri']),
    /at 07:30, 19:00 from mon to fri/,
  )
  const days = await asked<{ transmitTimes: object; next: string }>(['times', ...at, '--weekdays', 'sat'])
  assert.deepEqual(days.transmitTimes, { kind: 'at', times: ['07:30', '19:00'], weekdays: [6] })
  assert.equal(new Date(days.next).getDay(), 6)
  assert.equal((await failure(['times', ...at, '--every', '5', '--by-hand'])).code, 'USAGE')
  assert.equal((await failure(['times', ...at, '--at', '25:00'])).code, 'USAGE')
  assert.equal((await done(['name', 'Head Office East', ...at])).trim(), 'Head Office East')
  assert.match(await done(['status', ...at]), /"Head Office East".*Transmits +at 07:30, 19:00 on sat/s)
  assert.equal((await failure(['stores', 'rename', '7', 'Elm Street', ...at])).code, 'STORE_UNKNOWN')
  assert.match(await done(['backups', ...at]), /last 30 transmissions/)
})

test('notices are set, tried and shown on the command line, and their secrets stay out of sight', async (t) => {
  const home = `${folderFor(t)}/office`
  const at = ['--home', home]
  await done(['init', 'office', ...at])
  const hook = await webAddress(t)
  const { port, mails } = await mailServer(t, { username: 'owner', password: 'Hush-hush-7' })
  const mail = [
    ...['--mail-host', '127.0.0.1', '--mail-port', String(port), '--mail-tls', 'off', '--mail-username', 'owner'],
    ...['--from', 'office@example.com', '--to', 'owner@example.com'],
  ]
  const set = ['notices', 'set', ...at]
  assert.equal((await failure([...set, ...mail])).message, 'The password of the mail account is missing.')
  await done([...set, ...mail, '--failures', '3', '--password-stdin'], { input: 'Hush-hush-7\n' })
  await done([...set, '--silent-hours', '48', '--webhook-stdin'], { input: `${hook.address}\n` })
  assert.deepEqual(await asked(['notices', 'test', ...at]), { mail: '', webhook: '' })
  assert.deepEqual([mails.length, hook.told.length], [1, 1])
  const shown = await asked(['notices', ...at])
  assert.deepEqual(
    [shown.silentHours, shown.failures, shown.mailPasswordSet, shown.webhook],
    [48, 3, true, new URL(hook.address).origin],
  )
  assert.ok(readFileSync(`${home}/secrets.json`, 'utf8').includes('Hush-hush-7'))
  assert.ok(!seen.some((text) => text.includes('Hush-hush-7') || text.includes('key=1')))
  const holding = ['settings.json', 'settings.json.bak', 'secrets.json'].filter((name) =>
    readFileSync(`${home}/${name}`, 'utf8').includes('key=1'),
  )
  assert.deepEqual(holding, ['secrets.json'])
  hook.answers.status = 500
  const failed = await run(['notices', 'test', ...at])
  assert.deepEqual([failed.code, /does not take the notice/.test(failed.stdout)], [1, true])
  const moved = await failure([...set, '--mail-host', 'localhost'])
  assert.equal(moved.message, 'The password of the mail account is missing.', 'it goes to no other server')
  const open = await failure([...set, '--webhook-stdin'], { input: 'http://hooks.example.com/?key=1\n' })
  assert.match(open.message, /^The web address cannot be used: a web address begins with https/)
  await done([...set, '--no-webhook'])
  assert.equal((await asked(['notices', ...at])).webhook, null)
})
