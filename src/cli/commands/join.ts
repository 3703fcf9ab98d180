import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import { textOfFile } from '../../files/text-of-file.ts'
import { Store } from '../../location/store.ts'
import { CentralOfficeError, hasCode } from '../../model/errors.ts'
import { showStoreNumber } from '../../model/ids.ts'
import { openHome } from '../../settings/home.ts'
import { readInvitation } from '../../settings/invitation.ts'
import { settingsCode } from '../../site/settings-code.ts'
import type { Context } from '../context.ts'
import { define, type Surroundings } from '../define.ts'
import { tableLines } from '../table-report.ts'

const Given = z.object({
  invitation: z.string().min(1),
  database: z.string().min(1).optional(),
  passphraseStdin: z.literal(true).optional(),
  again: z.literal(true).optional(),
})

/** Longer than any e-mail with an invitation in it. */
const LONGEST_INVITATION = 4 * 1024 * 1024

export function addJoin(program: Command, surroundings: Surroundings): void {
  define(
    program
      .command('join')
      .description("at a store: join the network with the office's invitation")
      .argument('<invitation>', 'file with the invitation (a whole e-mail will do), or - for standard input')
      .option('--database <file>', 'file of the shop database, where "init store" was not run before')
      .option('--passphrase-stdin', 'read the passphrase from standard input (with - : its first line)')
      .option('--again', 'take over from an earlier join that broke off'),
    'central-office join invitation.txt --database C:\\shop\\shop.db',
    surroundings,
    Given,
    async (given, context) => {
      const { text, passphrase } = await invitationAndPassphrase(given, context)
      const invitation = await readInvitation(text, passphrase)
      const tables = await Store.join(context.home, invitation, {
        homeExists: await isHome(context.home),
        again: given.again ?? false,
        ...(given.database === undefined ? {} : { database: given.database }),
      })
      const { store, site } = invitation
      return {
        document: { store, site: { ...site, settingsCode: settingsCode(site) }, tables },
        lines: [
          `Joined as store ${showStoreNumber(store.number)} "${store.name}". Settings code ${settingsCode(site)}.`,
          ...tableLines(tables),
          'Next: central-office transmit',
        ],
      }
    },
  )
}

/** Reads the invitation from a file or standard input, and asks for its passphrase. */
export async function invitationAndPassphrase(
  { invitation, passphraseStdin }: { invitation: string; passphraseStdin?: true | undefined },
  { questions }: Context,
): Promise<{ text: string; passphrase: string }> {
  const fromInput = invitation === '-'
  const text = fromInput ? await questions.input() : await readText(invitation)
  if (passphraseStdin) {
    const passphrase = await questions.line()
    return { passphrase, text: fromInput ? text.slice(passphrase.length) : text }
  }
  if (questions.canAsk && !fromInput)
    return { text, passphrase: await questions.ask('Passphrase, as the office says it:', { hidden: true }) }
  throw new CentralOfficeError('USAGE', 'The passphrase of the invitation is missing.', {
    hint: 'Hand it over with --passphrase-stdin; it is never an argument.',
  })
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    // Reading a folder names no path.
    throw Object.assign(error, { path: file })
  })
  if (bytes.length <= LONGEST_INVITATION) return textOfFile(bytes)
  throw new CentralOfficeError('INVITATION_DAMAGED', `The file ${file} is too large for an invitation.`, {
    hint: 'Name the file with the text that the office sent.',
  })
}

export async function isHome(folder: string): Promise<boolean> {
  try {
    await openHome(folder)
    return true
  } catch (error) {
    if (hasCode(error, 'HOME_NOT_FOUND')) return false
    throw error
  }
}
