import { existsSync, realpathSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { installService, removeService, serviceStatus } from '../../location/service/service.ts'
import { refuseFetchedProgram, serviceName } from '../../location/service/service-plan.ts'
import { type Machine, type ServiceSteps, serviceSteps } from '../../location/service/service-steps.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import { defaultHome, openHome } from '../../settings/home.ts'
import { define, type Surroundings } from '../define.ts'
import { addServeOptions, keyFault, keyGoesWith, serveOptions, serveWords } from '../serve-options.ts'

const where = { system: z.literal(true).optional() }
const Where = z.object(where)
const Install = z.object({ ...where, ...serveOptions, print: z.literal(true).optional() }).refine(keyGoesWith, keyFault)

export function addService(program: Command, surroundings: Surroundings): void {
  const service = program
    .command('service')
    .description('let the pages, the transmission times and the notices run by themselves')
  const system = '--system'
  const forAll = 'for the whole computer, from its start on (systemd; as an administrator)'

  define(
    addServeOptions(
      service
        .command('install')
        .description('install it with the service manager of this computer, and start it')
        .option(system, forAll),
    ).option('--print', 'only show what would be written and run'),
    'central-office service install',
    surroundings,
    Install,
    async ({ system = false, print, ...given }, { home }) => {
      const { folder } = await openHome(home)
      const steps = stepsFor(folder, system, serveWords(given))
      refuseFetchedProgram(ownFile())
      const { path } = steps.file
      if (print) {
        const text = steps.file.bytes.toString(steps.manager === 'Task Scheduler' ? 'utf16le' : 'utf8')
        const commands = steps.install.map((command) => command.join(' '))
        return {
          document: { manager: steps.manager, path, text, commands },
          lines: [`${path}:`, '', ...text.replace('\uFEFF', '').split(/\r?\n/), ...commands],
        }
      }
      await installService(steps)
      const { runs } = await serviceStatus(steps)
      return {
        document: { manager: steps.manager, path, runs },
        lines: [
          `Installed with ${steps.manager}${runs ? ', and running' : ''}.`,
          ...(steps.remark === '' ? [] : [steps.remark]),
          'For the one-time link of the first start: central-office password reset',
        ],
      }
    },
  )

  define(
    service.command('status').description('tell whether it is installed and runs').option(system, forAll),
    'central-office service status',
    surroundings,
    Where,
    async ({ system = false }, { home }) => {
      const steps = stepsFor(resolve(home), system, [])
      const status = await serviceStatus(steps)
      return {
        document: { manager: steps.manager, path: steps.file.path, ...status },
        lines: [statusLine(steps, status)],
      }
    },
  )

  define(
    service.command('remove').description('stop it, and let it run by itself no more').option(system, forAll),
    'central-office service remove',
    surroundings,
    Where,
    async ({ system = false }, { home }) => {
      // Also where the home folder is gone.
      const steps = stepsFor(resolve(home), system, [])
      const removed = await removeService(steps)
      return { document: { removed }, lines: [removed ? 'Stopped and removed.' : 'It is not installed.'] }
    },
  )
}

function statusLine(
  { manager, tells }: ServiceSteps,
  { there, runs, text }: Awaited<ReturnType<typeof serviceStatus>>,
): string {
  if (!there) return 'It is not installed.'
  if (runs === null && tells === 'there') return `It is installed; whether it runs, the ${manager} shows.`
  if (runs === null) return `It is installed, but ${manager} cannot be asked whether it runs (${text}).`
  return runs ? 'It is installed and runs.' : `It is installed and does not run (${text}).`
}

function stepsFor(home: string, system: boolean, options: string[]): ServiceSteps {
  const machine = thisMachine()
  if (system && machine.platform !== 'linux')
    throw new CentralOfficeError('USAGE', '--system is for Linux with systemd.', { hint: 'Leave it out.' })
  const plan = {
    name: serviceName(home, resolve(defaultHome())),
    node: process.execPath,
    program: ownFile(),
    home,
    options,
  }
  return serviceSteps(plan, machine, { system })
}

function ownFile(): string {
  const program = process.argv[1]
  if (program === undefined) throw new Error('the program does not know its own file')
  return realpathSync(program)
}

function thisMachine(): Machine {
  const { username, uid } = userInfo()
  const domain = process.platform === 'win32' ? process.env.USERDOMAIN : undefined
  return {
    platform: process.platform,
    // Under sudo it is the caller's service: the home folder is his.
    user: domain === undefined ? process.env.SUDO_USER || username : `${domain}\\${username}`,
    uid,
    userFolder: homedir(),
    systemd: existsSync('/run/systemd/system'),
  }
}
