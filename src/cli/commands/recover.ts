import type { Command } from 'commander'
import { z } from 'zod'
import { Store } from '../../location/store.ts'
import { showStoreNumber } from '../../model/ids.ts'
import { readInvitation } from '../../settings/invitation.ts'
import { settingsCode } from '../../site/settings-code.ts'
import { define, type Surroundings } from '../define.ts'
import { invitationAndPassphrase, isHome } from './join.ts'

const Given = z.object({
  invitation: z.string().min(1),
  database: z.string().min(1).optional(),
  passphraseStdin: z.literal(true).optional(),
})

export function addRecover(program: Command, surroundings: Surroundings): void {
  define(
    program
      .command('recover')
      .description('at a store whose computer or database was lost: build it again from the office')
      .argument('<invitation>', 'file with an invitation of this store (invite --again), or - for standard input')
      .option('--database <file>', 'where the shop database is to be; missing, or as the shop program installs it')
      .option('--passphrase-stdin', 'read the passphrase from standard input (with - : its first line)'),
    'central-office recover invitation.txt --database C:\\shop\\shop.db',
    surroundings,
    Given,
    async (given, context) => {
      const { text, passphrase } = await invitationAndPassphrase(given, context)
      const invitation = await readInvitation(text, passphrase)
      const tables = await Store.join(context.home, invitation, {
        homeExists: await isHome(context.home),
        lost: true,
        ...(given.database === undefined ? {} : { database: given.database }),
      })
      const { store, site } = invitation
      return {
        document: { store, site: { ...site, settingsCode: settingsCode(site) }, tables },
        lines: [
          `Store ${showStoreNumber(store.number)} "${store.name}" is being recovered.`,
          'Next: central-office transmit, here; then at the office; then here again, which brings the tables and all rows.',
          'The computer it was on before must not transmit any more.',
        ],
      }
    },
  )
}
