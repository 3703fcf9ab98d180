import { Refusal } from './refusal.ts'
import type { SiteSetup, Switch } from './site-options.ts'

type Rule = { commands: string[]; code: number; text: string }

/** What each standing switch makes the site refuse. Switches that refuse nothing outright act where they matter. */
const rules: Partial<Record<Switch, Rule>> = {
  noMlsd: { commands: ['MLSD', 'MLST'], code: 500, text: 'Command not known' },
  noRename: { commands: ['RNFR', 'RNTO'], code: 550, text: 'Permission denied' },
  noDelete: { commands: ['DELE', 'RMD'], code: 550, text: 'Permission denied' },
  readOnly: {
    commands: ['STOR', 'APPE', 'DELE', 'MKD', 'RMD', 'RNFR', 'RNTO', 'MFMT'],
    code: 550,
    text: 'Permission denied',
  },
  noEpsv: { commands: ['EPSV', 'EPRT'], code: 500, text: 'Command not known' },
  noPassive: { commands: ['EPSV', 'PASV'], code: 550, text: 'Permission denied.' },
  noActive: { commands: ['EPRT', 'PORT'], code: 550, text: 'Permission denied.' },
  noRest: { commands: ['REST'], code: 502, text: 'Not possible here' },
}

/** Why the site, as it is set up, refuses this command. Undefined: it does not. */
export const refusalBySwitch = (setup: SiteSetup, command: string): Refusal | undefined => {
  for (const [name, rule] of Object.entries(rules)) {
    if (setup[name as Switch] && rule.commands.includes(command)) return new Refusal(rule.code, rule.text)
  }
  return undefined
}
