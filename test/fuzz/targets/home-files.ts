import assert from 'node:assert/strict'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../../../src/demo/shop/random.ts'
import { keepHabits, readHabits } from '../../../src/location/site-memory.ts'
import { SiteSettings } from '../../../src/model/site-settings.ts'
import { createHome, type Home } from '../../../src/settings/home.ts'
import { readSecrets } from '../../../src/settings/secrets.ts'
import { Settings } from '../../../src/settings/settings.ts'
import { readSettings } from '../../../src/settings/settings-file.ts'
import { unknownHabits } from '../../../src/site/habits.ts'
import { settingsCode } from '../../../src/site/settings-code.ts'
import { guid, key } from '../../payload/fixture.ts'
import { mutateBytes, mutatedJsonText } from '../mutate.ts'
import type { Prepared, Target, Verdict } from '../target.ts'

const site = {
  host: 'ftp.example.com',
  homeDir: 'network',
  username: 'shops',
  port: 21,
  tls: 'explicit',
  passive: true,
}
const settings = (folder: string) => ({
  format: 3,
  role: 'store',
  name: 'Shop 12',
  database: join(folder, 'shop.db'),
  site,
  backups: { keepTransmissions: 30, keepDays: 90, folder: '' },
  chunkBytes: 1024 * 1024,
  noTransmit: false,
  heartbeatHours: 12,
  busyTimeoutSeconds: 30,
  logLevel: 'info',
  store: { guid, number: '12' },
})
const older = (folder: string) => ({
  format: 1,
  role: 'office',
  name: 'Office',
  database: join(folder, 'office.db'),
  ftpHost: 'ftp.example.com',
  ftpUser: 'shops',
  ftpPort: 990,
  ftpSsl: true,
  ftpPassword: 'secret',
})
const secrets = { format: 1, password: 'a password', storeKey: key.toString('base64') }

const textOf = (random: Random, sample: unknown): Buffer =>
  random.chance(0.2)
    ? mutateBytes(random, Buffer.from(JSON.stringify(sample, null, 2)))
    : Buffer.from(random.chance(0.01) ? `"${'a\\n'.repeat(60_000)}"` : mutatedJsonText(random, sample))

/** Fresh files for each input: `fileName` holds it, everything else is taken away. */
const oneFile = async (
  folder: string,
  fileName: string,
  samples: unknown[],
  read: (home: Home) => Promise<boolean>,
): Promise<Prepared> => {
  const home = await createHome(join(folder, 'home'))
  return {
    make: (random) => textOf(random, random.pick(samples)),
    run: async (input): Promise<Verdict> => {
      for (const entry of readdirSync(home.folder, { withFileTypes: true }))
        if (entry.isFile()) rmSync(join(home.folder, entry.name))
      writeFileSync(join(home.folder, fileName), input)
      return (await read(home)) ? 'accepted' : 'refused'
    },
  }
}

export const settingsFiles: Target = {
  name: 'settings',
  codes: ['SETTINGS_DAMAGED', 'SETTINGS_TOO_NEW'],
  smoke: 120,
  prepare: (folder) =>
    oneFile(folder, 'settings.json', [settings(folder), settings(folder), older(folder)], async (home) => {
      const read = await readSettings(home)
      // As text: a file can say -0, which is written as 0.
      assert.equal(JSON.stringify(Settings.parse(JSON.parse(JSON.stringify(read)))), JSON.stringify(read))
      assert.equal(JSON.stringify(await readSettings(home)), JSON.stringify(read))
      return true
    }),
}

export const secretsFiles: Target = {
  name: 'secrets',
  codes: ['SETTINGS_DAMAGED', 'SETTINGS_TOO_NEW'],
  smoke: 250,
  prepare: (folder) =>
    oneFile(folder, 'secrets.json', [secrets], async (home) => {
      const read = await readSecrets(home)
      for (const one of [read.networkKey, read.storeKey]) if (one) assert.equal(one.reveal().length, 32)
      assert.ok(!JSON.stringify(read).includes(secrets.storeKey))
      return true
    }),
}

export const habitsFiles: Target = {
  name: 'site-habits',
  codes: [],
  smoke: 100,
  prepare: (folder) => {
    const parsed = SiteSettings.parse(site)
    const memory = { format: 2, sites: [{ settingsCode: settingsCode(parsed), habits: unknownHabits() }] }
    return oneFile(folder, 'site-habits.json', [memory], async (home) => {
      const read = await readHabits(home, parsed)
      await keepHabits(home, parsed, unknownHabits())
      assert.deepEqual(await readHabits(home, parsed), unknownHabits())
      return read !== undefined
    })
  },
}
