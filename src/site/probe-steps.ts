import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { describeCertificate } from './certificate.ts'
import { dial, encrypt } from './connection.ts'
import { connections, features, manyEntries, resume } from './probe-bonuses.ts'
import { removeProbeFiles } from './probe-delete.ts'
import { clock, list, makeFolder, overwrite, read, rename, size, writeAll } from './probe-files.ts'
import { tryNames } from './probe-names.ts'
import type { Finding, Probe, StepDefinition } from './probe-step.ts'
import { enterHome, logIn } from './sign-in.ts'

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
      remedy: 'Turn on Enable SSL; if the site cannot do it, ask the hosting provider for FTPS (FTP over TLS).',
    }
  }
  await encrypt(connection, settings, options.extraCa)
  const facts = connection.certificate()
  if (facts === null) return { detail: 'Encrypted.' }
  return { detail: `Encrypted; the certificate is ${describeCertificate(facts)}` }
}

/** What the probe does, in this order. */
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
  { name: 'encrypt', doing: 'secure', after: ['connect'], needed: true, lack: 'no encryption', run: encryptAndShow },
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
  {
    name: 'make-folder',
    doing: 'make-folder',
    after: ['open-home'],
    needed: true,
    right: 'make folders',
    run: makeFolder,
  },
  { name: 'write', doing: 'upload', after: ['make-folder'], needed: true, right: 'write files', run: writeAll },
  { name: 'list', doing: 'list', after: ['write'], needed: true, right: 'list files', lack: 'no MLSD', run: list },
  { name: 'size', doing: 'ask', after: ['write'], needed: true, right: 'ask for sizes', lack: 'no SIZE', run: size },
  { name: 'read', doing: 'download', after: ['write'], needed: true, right: 'read files', run: read },
  {
    name: 'resume',
    doing: 'resume',
    after: ['read'],
    needed: false,
    right: 'resume downloads (REST)',
    lack: 'no resuming',
    run: resume,
  },
  {
    name: 'many-entries',
    doing: 'list',
    after: ['list'],
    needed: false,
    right: 'list files',
    lack: 'listings cut short',
    run: manyEntries,
  },
  {
    name: 'clock',
    doing: 'ask',
    after: ['write'],
    needed: false,
    right: 'ask for times (MDTM)',
    lack: 'no MDTM',
    run: clock,
  },
  {
    name: 'overwrite',
    doing: 'overwrite',
    after: ['write'],
    needed: false,
    right: 'overwrite files',
    lack: 'no overwrite',
    run: overwrite,
  },
  {
    name: 'rename',
    doing: 'rename',
    after: ['write'],
    needed: false,
    right: 'rename files',
    lack: 'no rename',
    run: rename,
  },
  {
    name: 'names',
    doing: 'upload',
    after: ['write'],
    needed: true,
    right: 'make folders and write files',
    run: tryNames,
  },
  { name: 'features', doing: 'ask', after: ['open-home'], needed: false, lack: 'no features told', run: features },
  {
    name: 'connections',
    doing: 'connect',
    after: ['open-home'],
    needed: false,
    lack: 'no parallel connections',
    run: connections,
  },
  {
    name: 'delete',
    doing: 'remove',
    after: ['write'],
    needed: false,
    right: 'delete files',
    lack: 'no delete',
    run: removeProbeFiles,
  },
]

/** All steps, in the order they come. */
export const probeStepNames = probeSteps.map(({ name }) => name)
