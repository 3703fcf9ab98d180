import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import type { Invitation } from '../../location/office.ts'
import { withOffice } from '../../location/running-location.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import { StoreNumber, showStoreNumber } from '../../model/ids.ts'
import type { Outcome } from '../context.ts'
import { define, type Surroundings } from '../define.ts'
import { newFile } from '../new-file.ts'
import { LocationName } from './init.ts'

const Options = z.object({
  number: StoreNumber,
  name: LocationName.optional(),
  again: z.literal(true).optional(),
  out: z.string().min(1).optional(),
  passphraseStdin: z.literal(true).optional(),
  showKey: z.literal(true).optional(),
})

export function addInvite(program: Command, surroundings: Surroundings): void {
  define(
    program
      .command('invite')
      .description('at the office: add a store and write its invitation')
      .requiredOption('--number <number>', 'store number, 1 to 7 letters or digits')
      .option('--name <name>', 'what people call the store')
      .option('--again', 'write another invitation for a store that is in the network, for its recovery')
      .option('--out <file>', 'write the invitation into a new file instead of printing it')
      .option('--passphrase-stdin', 'read the passphrase from standard input (default: one is made up)')
      .option('--show-key', 'also print the GUID and the store key, for a store that cannot use an invitation'),
    'central-office invite --number 7 --name "Elm Street" --out elm-street.txt',
    surroundings,
    Options,
    async ({ number, name, again, out, passphraseStdin, showKey }, { home, questions }) => {
      if ((name === undefined) !== (again ?? false)) throw nameOrAgain()
      const passphrase = passphraseStdin ? await questions.line() : undefined
      const write = async (file?: string) =>
        withOffice(home, async (office) => {
          const invitation =
            name === undefined
              ? await office.inviteAgain(number, passphrase)
              : await office.invite({ number, name, ...(passphrase === undefined ? {} : { passphrase }) })
          if (file !== undefined) await writeFile(file, invitation.text)
          const key = showKey ? office.storeKeyText(invitation.store.guid) : undefined
          return outcomeOf(invitation, { file, key, chosen: passphrase !== undefined })
        })
      // The file is made first: a store is not added where its invitation could not be kept.
      return out === undefined ? write() : newFile(resolve(out), write)
    },
  )
}

const nameOrAgain = (): CentralOfficeError =>
  new CentralOfficeError('USAGE', 'A new store needs a name; one that is in the network keeps its own.', {
    hint: 'A new store: --number 7 --name "Elm Street". A store that is to be recovered: --number 7 --again.',
  })

type Shown = { file: string | undefined; key: string | undefined; chosen: boolean }

function outcomeOf({ store, text, passphrase }: Invitation, { file, key, chosen }: Shown): Outcome {
  const { guid, number, name } = store
  return {
    document: {
      store: { guid, number, name },
      ...(file === undefined ? { invitation: text } : { file }),
      ...(chosen ? {} : { passphrase }),
      ...(key === undefined ? {} : { storeKey: key }),
    },
    lines: [
      `Store ${showStoreNumber(number)} "${name}" is invited.`,
      ...(file === undefined ? ['', ...text.trimEnd().split(/\r?\n/), ''] : [`The invitation is in ${file}.`]),
      chosen ? 'The passphrase is the one you gave.' : `Passphrase: ${passphrase}`,
      'Send the invitation by mail and say the passphrase on the telephone: never both the same way.',
      ...(key === undefined
        ? []
        : [
            `The long way: GUID ${guid}`,
            `Store key: ${key}`,
            'Whoever has the store key can read what this store transmits: hand it over on paper.',
          ]),
    ],
  }
}
