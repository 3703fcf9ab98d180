import type { Command } from 'commander'
import type { Surroundings } from '../define.ts'
import { addHelp } from '../help-command.ts'
import { addAllowance } from './allowance.ts'
import { addBackups } from './backups.ts'
import { addCapture } from './capture.ts'
import { addConflicts } from './conflicts.ts'
import { addDemo } from './demo.ts'
import { addInit } from './init.ts'
import { addInvite } from './invite.ts'
import { addJoin } from './join.ts'
import { addLog } from './log.ts'
import { addName } from './name.ts'
import { addNoTransmit } from './no-transmit.ts'
import { addNotices } from './notices.ts'
import { addParked } from './parked.ts'
import { addPassword } from './password.ts'
import { addPayload } from './payload.ts'
import { addRecover } from './recover.ts'
import { addReplica } from './replica.ts'
import { addReport } from './report.ts'
import { addServe } from './serve.ts'
import { addService } from './service.ts'
import { addSite } from './site.ts'
import { addStatus } from './status.ts'
import { addStores } from './stores.ts'
import { addTimes } from './times.ts'
import { addTransmit } from './transmit.ts'
import { addTriggers } from './triggers.ts'
import { addVerify } from './verify.ts'

/** Every command, in the order a network is set up and used. */
export function addAllCommands(program: Command, surroundings: Surroundings): void {
  const commands = [
    addInit,
    addSite,
    addInvite,
    addJoin,
    addRecover,
    addReplica,
    addTransmit,
    addStatus,
    addStores,
    addName,
    addTimes,
    addNoTransmit,
    addNotices,
    addAllowance,
    addConflicts,
    addParked,
    addCapture,
    addTriggers,
    addVerify,
    addReport,
    addLog,
    addPayload,
    addBackups,
    addServe,
    addPassword,
    addService,
    addDemo,
  ]
  for (const add of commands) add(program, surroundings)
  addHelp(program)
  for (const group of program.commands.filter(({ commands }) => commands.length > 0)) {
    const first = group.commands[0]?.name() ?? ''
    group.addHelpText('after', `\nExample:\n  central-office ${group.name()} ${first} --help`)
  }
}
