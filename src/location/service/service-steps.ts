import { posix, win32 } from 'node:path'
import { launchdLabel, launchdPlist } from './launchd-plist.ts'
import type { ServicePlan } from './service-plan.ts'
import { systemdUnit } from './systemd-unit.ts'
import { windowsTask } from './windows-task.ts'

/** The computer as a service needs to know it. */
export type Machine = {
  platform: string
  /** Name of the user it is to run as; on Windows DOMAIN\name. */
  user: string
  uid: number
  userFolder: string
  /** Linux: systemd is what started this computer (sd_booted(3)). */
  systemd: boolean
}

export type Command = [program: string, ...words: string[]]

/** All that is to be done, before any of it is done: what is written and what is run, in this order. */
export type ServiceSteps = {
  manager: 'systemd' | 'Task Scheduler' | 'launchd'
  /** False: the service manager is not there, and nothing but looking at the steps is possible. */
  able: boolean
  /** The file that says what is to run. `kept` false: the service manager takes a copy, and it can go. */
  file: { path: string; bytes: Buffer; kept: boolean }
  install: Command[]
  remove: Command[]
  /** Its end says whether it runs; or, with `there`, only whether it is installed. */
  status: Command
  tells: 'runs' | 'there'
  /** What a person has to know after installing, '' where nothing. */
  remark: string
}

/** `system`: for all users, from the computer's start on (systemd only, as an administrator). */
export function serviceSteps(plan: ServicePlan, machine: Machine, { system }: { system: boolean }): ServiceSteps {
  if (machine.platform === 'win32') return forWindows(plan, machine)
  return machine.platform === 'darwin' ? forLaunchd(plan, machine) : forSystemd(plan, machine, system)
}

function forSystemd(plan: ServicePlan, { user, userFolder, systemd }: Machine, system: boolean): ServiceSteps {
  const unit = `${plan.name}.service`
  const folder = system ? '/etc/systemd/system' : posix.join(userFolder, '.config/systemd/user')
  const systemctl = (...words: string[]): Command => ['systemctl', ...(system ? [] : ['--user']), ...words]
  return {
    manager: 'systemd',
    able: systemd,
    file: { path: posix.join(folder, unit), bytes: Buffer.from(systemdUnit(plan, { system, user })), kept: true },
    install: [systemctl('daemon-reload'), systemctl('enable', '--now', unit)],
    remove: [systemctl('disable', '--now', unit), systemctl('daemon-reload')],
    status: systemctl('is-active', unit),
    tells: 'runs',
    remark: system
      ? ''
      : `It runs while ${user} is signed in. To let it run from the computer's start on: sudo loginctl enable-linger ${user}`,
  }
}

function forWindows(plan: ServicePlan, { user }: Machine): ServiceSteps {
  const path = win32.join(plan.home, 'service.xml')
  // The byte order mark tells that it is UTF-16.
  const bytes = Buffer.from(`\uFEFF${windowsTask(plan, user).replaceAll('\n', '\r\n')}`, 'utf16le')
  return {
    manager: 'Task Scheduler',
    able: true,
    file: { path, bytes, kept: false },
    install: [
      ['schtasks', '/Create', '/TN', plan.name, '/XML', path, '/F'],
      ['schtasks', '/Run', '/TN', plan.name],
    ],
    remove: [
      ['schtasks', '/End', '/TN', plan.name],
      ['schtasks', '/Delete', '/TN', plan.name, '/F'],
    ],
    status: ['schtasks', '/Query', '/TN', plan.name],
    // What state it names is in the language of the computer.
    tells: 'there',
    remark: `It runs while ${user} is signed in.`,
  }
}

function forLaunchd(plan: ServicePlan, { uid, userFolder }: Machine): ServiceSteps {
  const label = launchdLabel(plan.name)
  const path = posix.join(userFolder, 'Library/LaunchAgents', `${label}.plist`)
  return {
    manager: 'launchd',
    able: true,
    file: { path, bytes: Buffer.from(launchdPlist(plan)), kept: true },
    install: [['launchctl', 'bootstrap', `gui/${uid}`, path]],
    remove: [['launchctl', 'bootout', `gui/${uid}/${label}`]],
    status: ['launchctl', 'print', `gui/${uid}/${label}`],
    tells: 'runs',
    remark: 'It runs while you are signed in.',
  }
}
