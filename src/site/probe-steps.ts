import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { dial, encrypt } from './connection.ts'
import { connections, features, manyEntries, resume } from './probe-bonuses.ts'
import { clock, list, makeFolder, overwrite, read, removeProbeFiles, rename, size, writeAll } from './probe-files.ts'
import type { Finding, Probe, StepDefinition } from './probe-step.ts'
import { enterHome, logIn } from './sign-in.ts'

/** What the probe does, in this order. */
const resolve = async ({ connection, settings }: Probe): Promise<Finding> => {
  if (isIP(settings.host) !== 0) return { ok: 'skipped', detail: `${settings.host} is an address already.` }
  const work = () => lookup(settings.host, { all: true })
  const addresses = await connection.within(connection.deadlines.connect, 'connect', work)
  return { detail: `${settings.host} is ${addresses.map(({ address }) => address).join(', ')}.` }
}

const encryptAndShow = async ({ connection, settings, options }: Probe): Promise<Finding> => {
  if (settings.tls === 'off') {
    return {
      ok: 'limited',
      detail: 'The connection is not encrypted: username and password travel in clear.',
      remedy: 'Turn on Enable SSL if the site offers it.',
    }
  }
  await encrypt(connection, settings, options.extraCa)
  const facts = connection.certificate()
  if (facts === null) return { detail: 'Encrypted.' }
  const until = new Date(facts.validUntil).toISOString().slice(0, 10)
  return { detail: `Made out to ${facts.subject} by ${facts.issuer}, valid until ${until}, ${facts.fingerprint}.` }
}

export const probeSteps: StepDefinition[] = [
  { name: 'resolve', doing: 'connect', after: [], needed: true, run: resolve },
  {
    name: 'connect',
    doing: 'connect',
    after: ['resolve'],
    needed: true,
    run: async (probe) => {
      probe.greeting = await dial(probe.connection, probe.settings, probe.options.extraCa)
      return { detail: `${probe.connection.site} answers.` }
    },
  },
  { name: 'encrypt', doing: 'secure', after: ['connect'], needed: true, run: encryptAndShow },
  {
    name: 'sign-in',
    doing: 'sign-in',
    after: ['encrypt'],
    needed: true,
    run: async ({ connection, settings, password }) => {
      await logIn(connection, settings.username, password)
      return { detail: 'Username and password were accepted.' }
    },
  },
  {
    name: 'open-home',
    doing: 'open-home',
    after: ['sign-in'],
    needed: true,
    run: async ({ connection, settings, greeting }) => {
      await enterHome(connection, settings, greeting)
      return { detail: settings.homeDir === '' ? 'The folder of the account is used.' : 'Home Dir is there.' }
    },
  },
  { name: 'make-folder', doing: 'make-folder', after: ['open-home'], needed: true, run: makeFolder },
  { name: 'write', doing: 'upload', after: ['make-folder'], needed: true, run: writeAll },
  { name: 'list', doing: 'list', after: ['write'], needed: true, run: list },
  { name: 'size', doing: 'ask', after: ['write'], needed: true, run: size },
  { name: 'read', doing: 'download', after: ['write'], needed: true, run: read },
  { name: 'resume', doing: 'download', after: ['read'], needed: false, run: resume },
  { name: 'many-entries', doing: 'list', after: ['list'], needed: false, run: manyEntries },
  { name: 'clock', doing: 'ask', after: ['write'], needed: false, run: clock },
  { name: 'overwrite', doing: 'upload', after: ['write'], needed: false, run: overwrite },
  { name: 'rename', doing: 'ask', after: ['write'], needed: false, run: rename },
  { name: 'features', doing: 'ask', after: ['open-home'], needed: false, run: features },
  { name: 'connections', doing: 'connect', after: ['open-home'], needed: false, run: connections },
  { name: 'delete', doing: 'remove', after: ['write'], needed: true, run: removeProbeFiles },
]
