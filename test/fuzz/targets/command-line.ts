import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import { payloadsInZip } from '../../../src/cli/payload-zip.ts'
import { entryFrom, SiteOptions } from '../../../src/cli/site-options.ts'
import { showValue } from '../../../src/cli/value-text.ts'
import { siteFrom } from '../../../src/location/site-entry.ts'
import { typedValue } from '../../../src/location/typed-value.ts'
import { StoreNumber, showStoreNumber } from '../../../src/model/ids.ts'
import { SiteSettings } from '../../../src/model/site-settings.ts'
import { manifestMaxBytes } from '../../../src/payload/manifest-codec.ts'
import { settingsCode } from '../../../src/site/settings-code.ts'
import { epoch, guid } from '../../payload/fixture.ts'
import { mutateBytes, mutateText } from '../mutate.ts'
import type { Target, Verdict } from '../target.ts'

const typed = [
  '007',
  '12.50',
  '-5',
  '1e3',
  'ftp.example.com',
  '50000-50100',
  '192.168.1.1',
  '[2001:db8::1]',
  'network/a b',
  'ab:cd:ef',
]

/** What people type: values of a conflict, store numbers, FTP Configuration. */
export const typedTexts: Target = {
  name: 'command-line',
  codes: ['USAGE'],
  smoke: 700,
  prepare: async () => ({
    make: (random) => Buffer.from(mutateText(random, random.pick(typed), typed)),
    run: (input) => {
      const text = Buffer.from(input).toString()
      for (const beside of [[1n], [1.5], ['text'], [null], [new Uint8Array(2)]]) showValue(typedValue(text, beside))
      const number = StoreNumber.safeParse(text)
      if (number.success) assert.equal(StoreNumber.parse(showStoreNumber(number.data)), number.data)
      const given = SiteOptions.safeParse({
        host: text,
        username: text,
        homeDir: text,
        port: text,
        activePorts: text,
        pin: text,
      })
      const alone = SiteOptions.safeParse({ host: text, username: text, homeDir: text })
      if (given.success) siteFrom(entryFrom(given.data), null)
      if (!alone.success) return 'refused'
      const site = siteFrom(entryFrom(alone.data), null)
      assert.deepEqual(SiteSettings.parse(JSON.parse(JSON.stringify(site))), site)
      assert.doesNotMatch(site.username + site.homeDir + site.host, /\p{Cc}/u)
      assert.ok(settingsCode(site).length > 0)
      return 'accepted'
    },
  }),
}

const sampleZip = async (): Promise<Buffer> => {
  const zip = new ZipFile()
  for (const kind of ['dat', 'manifest'])
    zip.addBuffer(Buffer.alloc(300, kind), `received/${guid}.${epoch}.000000001.${kind}`, { compress: kind === 'dat' })
  zip.addBuffer(Buffer.from('junk'), 'received/other.txt')
  zip.end()
  return buffer(zip.outputStream)
}

/** Backup copies that were damaged, or that somebody else made: nothing is written but payloads, into the given folder. */
export const backupCopies: Target = {
  name: 'backup-copy',
  codes: ['PAYLOAD_DAMAGED', 'USAGE'],
  smoke: 60,
  prepare: async (folder) => {
    const sample = await sampleZip()
    return {
      make: (random) => mutateBytes(random, sample),
      run: async (input): Promise<Verdict> => {
        const file = join(folder, 'copy.zip')
        writeFileSync(file, input)
        const into = mkdtempSync(join(folder, 'into-'))
        try {
          for await (const payload of payloadsInZip(file)) {
            assert.ok((await payload.manifest()).length <= manifestMaxBytes)
            const dat = await payload.datFile(into, 300)
            assert.ok(dat.startsWith(into) && readFileSync(dat).length === 300)
          }
          return 'accepted'
        } finally {
          rmSync(into, { recursive: true, force: true })
          assert.deepEqual(readdirSync(folder), ['copy.zip'])
        }
      },
    }
  },
}
