import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { SiteSettings } from '../../src/model/site-settings.ts'
import { settingsCode } from '../../src/site/settings-code.ts'
import { aSite, visit } from './sites.ts'

const account = { host: 'ftp.example.com', username: 'shops' }
const faultOf = (more: object): string =>
  SiteSettings.safeParse({ ...account, ...more })
    .error?.issues.map(({ message }) => message)
    .join(' ') ?? ''

test('a host is a name, an IPv4 or an IPv6 address', () => {
  for (const host of [
    'ftp.example.com',
    'FTP.example.com.',
    'site',
    'my_site.example',
    'bücher.example',
    '192.0.2.7',
  ]) {
    assert.equal(SiteSettings.parse({ ...account, host }).host, host)
  }
  for (const host of ['2001:db8::7', '[2001:db8::7]', ' 2001:db8::7 ']) {
    assert.equal(SiteSettings.parse({ ...account, host }).host, '2001:db8::7')
  }
})

for (const [host, fault] of [
  ['shops@ftp.example.com', /Username/],
  ['ftp://ftp.example.com', /only the name/],
  ['ftp.example.com/network', /Home Dir/],
  ['ftp.example.com\\network', /Home Dir/],
  ['ftp example com', /no spaces/],
  ['ftp.example.com:2121', /Port/],
  ['192.0.2.777', /no IP address/],
  ['ftp..example.com', /expected a name/],
  ['-ftp.example.com', /expected a name/],
  ['ftp.example.com\r\nDELE a', /no spaces/],
] as const) {
  test(`${JSON.stringify(host)} is refused as a host, with what to do`, () => assert.match(faultOf({ host }), fault))
}

test('a port that is left out is 21, or 990 for implicit TLS', () => {
  assert.equal(SiteSettings.parse(account).port, 21)
  assert.equal(SiteSettings.parse({ ...account, tls: 'off' }).port, 21)
  assert.equal(SiteSettings.parse({ ...account, tls: 'implicit' }).port, 990)
  assert.equal(SiteSettings.parse({ ...account, tls: 'implicit', port: 21 }).port, 21)
  for (const port of [0, 65_536, 1.5]) assert.notEqual(faultOf({ port }), '', `${port}`)
})

test('settings without an address and ports for active mode stay without them', () => {
  const settings = SiteSettings.parse({ ...account, passive: false })
  assert.deepEqual(
    Object.keys(settings).filter((key) => key.startsWith('active')),
    [],
  )
  assert.match(faultOf({ activeAddress: 'my-router' }), /IP address/)
  assert.match(faultOf({ activePorts: { from: 40_001, to: 40_000 } }), /lower/)
  assert.notEqual(faultOf({ activePorts: { from: 80, to: 90 } }), '')
})

test('the address and ports of active mode are a matter of one location: they do not change the settings code', () => {
  const settings = SiteSettings.parse({ ...account, passive: false })
  const behindRouter = { ...settings, activeAddress: '192.0.2.7', activePorts: { from: 40_000, to: 40_009 } }
  assert.equal(settingsCode(behindRouter), settingsCode(settings))
})

test('line breaks are refused where they would end a command', () => {
  assert.match(faultOf({ homeDir: 'a\r\nDELE b' }), /control characters/)
  assert.match(faultOf({ username: 'a\nb' }), /control characters/)
})

for (const [homeDir, lies] of [
  ['', '.'],
  ['/', '.'],
  ['one/two/three/four/five', 'one/two/three/four/five'],
  ['/shops/north and south', 'shops/north and south'],
  ['Läden/Größe 1/商店', 'Läden/Größe 1/商店'],
  ['back\\slash\\', 'back/slash'],
] as const) {
  test(`Home Dir ${JSON.stringify(homeDir)} is made and used`, async (t) => {
    const site = await aSite(t)
    for (const name of ['a.dat', 'b.dat']) {
      const visited = await visit(t, site, { homeDir })
      await visited.upload(Buffer.from('x'), `to-office/${name}`)
      assert.ok(existsSync(path.join(site.root, lies, 'to-office', name)))
    }
  })
}
