import { agreementCommands } from './agreements.ts'
import type { Command } from './command.ts'
import { dataModeCommands } from './data-modes.ts'
import { fileCommands } from './files.ts'
import { folderCommands } from './folders.ts'
import { listingCommands } from './listings.ts'
import { signInCommands } from './sign-in.ts'
import { transferCommands } from './transfers.ts'

/** Every command the site knows. */
export const allCommands: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...signInCommands,
    ...agreementCommands,
    ...dataModeCommands,
    ...folderCommands,
    ...listingCommands,
    ...transferCommands,
    ...fileCommands,
  }),
)

/** Those that need no sign-in. */
export const openToAll: ReadonlySet<string> = new Set([
  ...Object.keys(signInCommands),
  ...['FEAT', 'OPTS', 'SYST', 'NOOP', 'QUIT'],
])
