import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { installService, type Run, removeService, serviceStatus } from '../../src/location/service/service.ts'
import { type ServicePlan, serviceName } from '../../src/location/service/service-plan.ts'
import { type Machine, serviceSteps } from '../../src/location/service/service-steps.ts'
import { systemdUnit } from '../../src/location/service/systemd-unit.ts'
import { windowsWord } from '../../src/location/service/windows-task.ts'
import { hasCode } from '../../src/model/errors.ts'

const linux: ServicePlan = {
  name: 'central-office',
  node: '/usr/bin/node',
  program: '/opt/central-office/bin/central-office.js',
  home: '/home/owner/My "shop" 100% $HOME',
  options: ['--port', '7500'],
}
const windows: ServicePlan = {
  ...linux,
  node: 'C:\\Program Files\\nodejs\\node.exe',
  program: 'C:\\Program Files\\central-office\\bin\\central-office.js',
  home: 'C:\\Users\\O & K\\central-office\\',
}

const freshFolder = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'service-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const machine = (platform: string, userFolder: string): Machine => ({
  platform,
  user: 'owner',
  uid: 501,
  userFolder,
  systemd: true,
})

test('a home folder always has the same service, and two have two', () => {
  assert.equal(serviceName('/home/owner/.central-office', '/home/owner/.central-office'), 'central-office')
  const other = serviceName('/srv/Elm Street', '/home/owner/.central-office')
  assert.match(other, /^central-office-elm-street-[0-9a-f]{6}$/)
  assert.notEqual(other, serviceName('/var/Elm Street', '/home/owner/.central-office'))
})

test('a unit of systemd runs the pages of one home, whatever its name', (t) => {
  const unit = systemdUnit(linux, { system: false, user: 'owner' })
  assert.match(
    unit,
    /^ExecStart="\/usr\/bin\/node" "\/opt\/central-office\/bin\/central-office\.js" "serve" "--no-link" "--home" "\/home\/owner\/My \\"shop\\" 100%% \$\$HOME" "--port" "7500"$/m,
  )
  assert.match(unit, /^WantedBy=default\.target$/m)
  assert.doesNotMatch(unit, /^User=/m)
  assert.match(systemdUnit(linux, { system: true, user: 'shop' }), /^User=shop$/m)
  if (!existsSync('/usr/bin/systemd-analyze')) return t.skip('no systemd here')
  const here = { ...linux, node: process.execPath, program: import.meta.filename }
  for (const system of [true, false]) {
    const file = join(freshFolder(t), 'central-office.service')
    writeFileSync(file, systemdUnit(here, { system, user: 'root' }))
    execFileSync('systemd-analyze', [...(system ? [] : ['--user']), 'verify', '--man=no', file], {
      stdio: 'pipe',
      env: { ...process.env, XDG_RUNTIME_DIR: freshFolder(t) },
    })
  }
})

test('a task of Windows and an agent of launchd are well formed, with every word in its place', () => {
  const task = serviceSteps(windows, machine('win32', 'C:\\Users\\O & K'), { system: false })
  assert.deepEqual([...task.file.bytes.subarray(0, 2)], [0xff, 0xfe])
  const xml = task.file.bytes.toString('utf16le')
  assert.match(xml, /<Command>C:\\Program Files\\nodejs\\node\.exe<\/Command>/)
  assert.ok(
    xml.includes(
      '<Arguments>&quot;C:\\Program Files\\central-office\\bin\\central-office.js&quot; serve --no-link --home &quot;C:\\Users\\O &amp; K\\central-office\\\\&quot; --port 7500</Arguments>',
    ),
    xml,
  )
  assert.equal(windowsWord('a "b" \\'), '"a \\"b\\" \\\\"')
  const agent = serviceSteps(linux, machine('darwin', '/Users/owner'), { system: false })
  assert.equal(agent.file.path, '/Users/owner/Library/LaunchAgents/org.central-office.central-office.plist')
  const plist = agent.file.bytes.toString()
  assert.match(plist, /<string>\/home\/owner\/My &quot;shop&quot; 100% \$HOME<\/string>/)
  for (const text of [xml, plist]) {
    const open = [...text.matchAll(/<([A-Za-z]+)(?: [^>]*[^/])?>/g)].map(([, tag]) => tag).sort()
    const closed = [...text.matchAll(/<\/([A-Za-z]+)>/g)].map(([, tag]) => tag).sort()
    assert.deepEqual(open, closed)
  }
})

test('it is installed, asked about and removed; what the service manager refuses is told', async (t) => {
  const steps = serviceSteps(linux, machine('linux', freshFolder(t)), { system: false })
  const asked: string[] = []
  let active = false
  const systemctl: Run = async (command) => {
    const text = command.join(' ')
    asked.push(text)
    if (text.includes('enable --now')) active = !text.includes('disable')
    if (text.includes('disable --now')) active = false
    return text.includes('is-active')
      ? { code: active ? 0 : 3, text: active ? 'active' : 'inactive' }
      : { code: 0, text: '' }
  }
  assert.deepEqual(await serviceStatus(steps, systemctl), { there: false, runs: false, text: 'inactive' })
  assert.equal(await removeService(steps, systemctl), false)
  asked.length = 0
  await installService(steps, systemctl)
  assert.deepEqual(asked, [
    'systemctl --user is-active central-office.service',
    'systemctl --user daemon-reload',
    'systemctl --user enable --now central-office.service',
  ])
  assert.match(readFileSync(steps.file.path, 'utf8'), /^ExecStart=/m)
  assert.deepEqual(await serviceStatus(steps, systemctl), { there: true, runs: true, text: 'active' })
  assert.equal(await removeService(steps, systemctl), true)
  assert.ok(!existsSync(steps.file.path))
  const another = serviceSteps(linux, machine('linux', freshFolder(t)), { system: false })
  const absent: Run = async () => ({ code: null, text: '' })
  await assert.rejects(installService(another, absent), (error) => hasCode(error, 'SERVICE_REFUSED'))
  const noSession: Run = async () => ({ code: 1, text: 'Failed to connect to bus: No medium found' })
  await assert.rejects(
    installService(another, noSession),
    (error) => hasCode(error, 'SERVICE_REFUSED') && /--system/.test(error.hint),
  )
})

test('where systemd does not run the computer, nothing is written, and it is said', async (t) => {
  const here = { ...machine('linux', freshFolder(t)), systemd: false }
  const steps = serviceSteps(linux, here, { system: false })
  const never: Run = () => Promise.reject(new Error('nothing is to be run'))
  await assert.rejects(
    installService(steps, never),
    (error) => hasCode(error, 'SERVICE_REFUSED') && /not run by systemd/.test(error.message),
  )
  assert.ok(!existsSync(steps.file.path))
})

test('a task of Windows is there or not; whether it runs is not guessed', async (t) => {
  const steps = serviceSteps({ ...windows, home: freshFolder(t) }, machine('win32', 'C:\\Users\\o'), { system: false })
  const there: Run = async () => ({ code: 0, text: 'central-office  N/A  Bereit' })
  assert.deepEqual(await serviceStatus(steps, there), { there: true, runs: null, text: 'central-office  N/A  Bereit' })
  assert.equal((await serviceStatus(steps, async () => ({ code: 1, text: '' }))).there, false)
})
