import type { Command } from 'commander'
import { z } from 'zod'
import { openHome } from '../../settings/home.ts'
import { define, type Surroundings } from '../define.ts'

export function addPassword(program: Command, surroundings: Surroundings): void {
  const password = program.command('password').description('the password of the pages')

  define(
    password
      .command('reset')
      .description('forgotten or known to others: void it now, and print a one-time link to set another')
      .option('--address <address>', 'where the pages are (default: where they were last served)'),
    'central-office password reset',
    surroundings,
    z.object({ address: z.url({ protocol: /^https?$/ }).optional() }),
    async ({ address }, { home }) => {
      // Loaded here alone: no other command knows of the pages.
      const { PasswordFile } = await import('../../web/sessions/password-file.ts')
      const { welcomeLink } = await import('../../web/sessions/welcome-link.ts')
      const file = new PasswordFile(await openHome(home))
      const token = await file.newWelcome(Date.now(), { forget: true })
      const link = welcomeLink(address ?? (await file.address()), token)
      return {
        document: { link },
        lines: [
          'The password is void, and everybody is signed out. Set another with this one-time link, good for a day:',
          link,
          'The pages must be served for it: central-office serve',
        ],
      }
    },
  )
}
