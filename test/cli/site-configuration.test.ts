import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { explainError } from '../../src/cli/explain-error.ts'
import { verdictLines } from '../../src/cli/probe-lines.ts'
import { commandFor } from '../../src/cli/site-options.ts'
import { type FtpSite, startFtpSite } from '../../src/demo/ftp-site/ftp-site.ts'
import { CentralOfficeError } from '../../src/model/errors.ts'
import { SiteSettings } from '../../src/model/site-settings.ts'
import { unknownHabits } from '../../src/site/habits.ts'
import type { ProbeResult } from '../../src/site/probe.ts'
import { explanations } from '../../src/site/reasons.ts'
import { asked, done, failure, folderFor, PASSWORD } from './command-runs.ts'

const password = { input: `${PASSWORD}\n` }
let site: FtpSite
before(async () => {
  site = await startFtpSite({ tls: 'explicit', password: PASSWORD, noRename: true, noMlsd: true })
})
after(() => site.close())

const argsOf = ({ host, port, username, fingerprint }: FtpSite) => [
  ...['--host', host, '--port', String(port), '--username', username, '--home-dir', 'network'],
  ...['--pin', fingerprint ?? '', '--password-stdin'],
]

test('plain FTP is confirmed once, is asked for again once TLS was on, and is flagged as long as it is used', async (t) => {
  const home = ['--home', join(folderFor(t), 'office')]
  await done(['init', 'office', ...home, '--name', 'Head Office'])
  const refused = await failure(['site', 'set', ...argsOf(site), '--tls', 'off', ...home], password)
  assert.deepEqual([refused.code, refused.exit], ['USAGE', 2])
  assert.match(refused.hint, /--plain-ok/)

  await done(['site', 'set', ...argsOf(site), '--tls', 'off', '--plain-ok', ...home], password)
  await done(['site', 'set', '--home-dir', 'other', ...home]) // confirmed already
  assert.match(await done(['status', ...home]), /PLAIN FTP/)
  assert.equal((await asked<{ site: { plain: boolean } }>(['status', ...home])).site.plain, true)

  await done(['site', 'set', '--tls', 'explicit', ...home])
  assert.equal((await failure(['site', 'set', '--tls', 'off', ...home])).code, 'USAGE')
})

test('Test Connection over plain FTP sends nothing before that is confirmed', async (t) => {
  const home = ['--home', join(folderFor(t), 'nobody')]
  const sofar = site.commands.length
  assert.equal((await failure(['site', 'test', ...argsOf(site), '--tls', 'off', ...home], password)).code, 'USAGE')
  assert.equal(site.commands.length, sofar)
})

test('what Test Connection learned of settings is kept when they are saved, named, and used by the next visit', async (t) => {
  const home = ['--home', join(folderFor(t), 'office')]
  await done(['init', 'office', ...home, '--name', 'Head Office'])
  const tested = await done(['site', 'test', ...argsOf(site), ...home], password)
  assert.match(tested, /Works with limits \(no MLSD, no rename\)/)
  assert.match(tested, /right to rename files/)
  const saved = await done(['site', 'set', ...argsOf(site), ...home], password)
  assert.match(saved, /Known limits {3}no MLSD, no rename/)
  const sofar = site.commands.length
  await done(['transmit', ...home])
  const visited = site.commands.slice(sofar).map((line) => line.split(' ')[0])
  assert.ok(visited.includes('LIST') && !visited.includes('MLSD'), visited.join(' '))
})

test('the saved password goes to the host and account it was saved for, and to no other', async (t) => {
  const home = ['--home', join(folderFor(t), 'office')]
  await done(['init', 'office', ...home, '--name', 'Head Office'])
  await done(['site', 'set', ...argsOf(site), ...home], password)
  const sofar = site.commands.length
  // The same site by another name, and another account on it.
  const others = [
    ['--host', 'localhost'],
    ['--username', 'somebody-else'],
  ]
  for (const command of ['test', 'set'])
    for (const other of others) {
      const refused = await failure(['site', command, ...other, ...home])
      assert.equal(refused.code, 'USAGE')
      assert.match(refused.message, /password of the account .* is missing.*saved one is of another account/)
      assert.match(refused.hint, /--password-stdin/)
    }
  assert.equal(site.commands.length, sofar)
  assert.match(await done(['site', 'test', '--host', 'localhost', '--password-stdin', ...home], password), /sign-in/)
  // What is named may be what is saved, and another folder or port is no other account.
  assert.match(await done(['site', 'test', '--host', site.host, '--home-dir', 'other', ...home]), /✓ sign-in/)
})

test('Test Connection shows a changed certificate beside the one that was trusted before', () => {
  const now = 'b'.repeat(64)
  const certificate = {
    subject: 'ftp.example.com',
    issuer: 'A',
    validFrom: 0,
    validUntil: 86_400_000,
    fingerprint: now,
  }
  const result: ProbeResult = {
    verdict: 'not usable',
    steps: [],
    limits: [],
    certificate: { ...certificate, trusted: true, problem: '' },
    clockOffset: null,
    freeBytes: null,
    habits: unknownHabits(),
  }
  const settings = { host: 'ftp.example.com', username: 'shops', pinnedCertificate: 'a'.repeat(64) }
  const lines = verdictLines(result, SiteSettings.parse(settings)).join('\n')
  assert.match(lines, /valid from 1970-01-01 to 1970-01-02\n.*b{64}\n.*trusted before: a{64}\n.*--pin b{64}/)
  const trusted = verdictLines(result, SiteSettings.parse({ ...settings, pinnedCertificate: '' })).join('\n')
  assert.doesNotMatch(trusted, /not trusted|before/)
})

test('a hint names settings, never a window or a command; the command line adds the command', () => {
  for (const { hint, why } of Object.values(explanations))
    assert.doesNotMatch(`${why} ${hint}`, /window|Configure|central-office|--/)
  assert.equal(commandFor(explanations.login.hint), 'central-office site set --username NAME --password-stdin')
  assert.equal(commandFor(explanations['tls-required'].hint), 'central-office site set --tls explicit')
  assert.equal(commandFor(explanations['tls-not-offered'].hint), 'central-office site set --tls off')
  assert.equal(commandFor(explanations['no-data-connection'].hint), 'central-office site set --passive|--active')
  assert.equal(commandFor(explanations['passive-refused'].hint), 'central-office site set --active')
  assert.equal(commandFor(explanations['active-refused'].hint), 'central-office site set --passive')
  for (const reason of [
    'account-setup',
    'client-certificate',
    'needs-pret',
    'unknown-listing',
    'blocked-name',
  ] as const)
    assert.equal(commandFor(explanations[reason].hint), '', reason)
  assert.equal(commandFor(explanations['home-forbidden'].hint), 'central-office site set --home-dir FOLDER')
  assert.equal(commandFor(explanations.forbidden.hint), '')
})

test('the command goes along with the error of a site, as text and as JSON, and with no other', () => {
  const { hint } = explanations.login
  const explained = explainError(new CentralOfficeError('SITE_LOGIN', 'No.', { hint }), 'log')
  assert.ok(explained.hint.startsWith(hint))
  assert.match(explained.hint, /central-office site set --username NAME/)
  const other = new CentralOfficeError('USAGE', 'No.', { hint: 'Check Host.' })
  assert.equal(explainError(other, 'log'), other)
})
