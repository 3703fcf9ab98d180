import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SiteSettings } from '../../src/model/site-settings.ts'
import { settingsCode } from '../../src/site/settings-code.ts'

const settings = SiteSettings.parse({ host: 'ftp.example.com', homeDir: 'shops', username: 'north' })

test('a settings code is eight letters and digits no one takes for another', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (host, username) => {
      assert.match(settingsCode({ ...settings, host, username }), /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
    }),
  )
})

test('settings that mean the same have the same code', () => {
  const code = settingsCode(settings)
  assert.equal(settingsCode({ ...settings, host: ' FTP.Example.com. ' }), code)
  assert.equal(settingsCode({ ...settings, homeDir: 'shops/' }), code)
  assert.equal(settingsCode({ ...settings, homeDir: 'shops\\' }), code)
  assert.equal(settingsCode({ ...settings, pinnedCertificate: 'a'.repeat(64) }), code)
})

test('every setting that must agree changes the code', () => {
  const others: Partial<SiteSettings>[] = [
    { host: 'ftp.example.org' },
    { port: 2121 },
    { homeDir: '/shops' },
    { homeDir: '/' },
    { homeDir: '' },
    { username: 'North' },
    { tls: 'off' },
    { passive: false },
  ]
  const codes = [settings, ...others.map((other) => ({ ...settings, ...other }))].map(settingsCode)
  assert.equal(new Set(codes).size, codes.length)
})
