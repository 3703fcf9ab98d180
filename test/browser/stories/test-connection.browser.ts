import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import type { Browser, Locator } from 'playwright-core'
import { type FtpSite, startFtpSite } from '../../../src/demo/ftp-site/ftp-site.ts'
import { Office } from '../../../src/location/office.ts'
import { type Served, serve } from '../../../src/web/serve.ts'
import { buildPages } from '../../../ui/build-pages.ts'
import { startChromium, withoutChromium } from '../chromium.ts'
import { steps } from './steps.ts'
import { goTo, newTab, type Tab, welcome } from './story-pages.ts'

describe('Test Connection failing, and mended by what it says', { skip: withoutChromium }, () => {
  const step = steps()
  const folder = mkdtempSync(join(tmpdir(), 'test-connection-'))
  let site: FtpSite
  let served: Served
  let browser: Browser
  let tab: Tab
  let dialog: Locator
  const saved = () => served.pages.open.settings.site

  /** Presses Test Connection; returns the step that failed as it is shown, and what to do about it. */
  const failing = async (): Promise<string> => {
    await dialog.getByRole('button', { name: 'Test Connection' }).click()
    await dialog.getByRole('button', { name: 'Stop the test' }).waitFor({ state: 'detached' })
    const failed = dialog.getByRole('listitem').filter({ has: tab.page.getByRole('img', { name: 'failed' }) })
    await failed.first().waitFor()
    return (await failed.allInnerTexts()).join('\n')
  }

  before(async () => {
    buildPages()
    site = await startFtpSite({ tls: 'explicit', root: join(folder, 'site') })
    await Office.init(join(folder, 'office'), { name: 'Head office' })
    served = await serve({ home: join(folder, 'office'), port: 0 })
    browser = await startChromium()
    tab = await newTab(browser)
    await welcome(tab, served.welcome, 'three blue horses')
    dialog = tab.page.getByRole('dialog', { name: 'Configure FTP' })
  })
  after(async () => {
    await browser?.close()
    await served?.close()
    await site?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  step('a host that is not there: check the spelling', async () => {
    await goTo(tab.page, 'Setup')
    await tab.page.getByRole('button', { name: 'Configure FTP' }).click()
    await dialog.getByLabel('Host').fill('no-such-site.invalid')
    await dialog.getByLabel('Home Dir').fill('network')
    await dialog.getByLabel('Username').fill(site.username)
    await dialog.getByLabel('Password', { exact: true }).fill('not the password')
    const told = await failing()
    assert.match(told, /Find the site/)
    assert.match(told, /Check the spelling of Host/)
  })

  step('the wrong kind of encryption: port and Enable SSL do not belong together', async () => {
    await dialog.getByLabel('Host').fill(site.host)
    await dialog.getByLabel('Port').fill(String(site.port))
    await dialog.getByText('Implicit', { exact: true }).click()
    const told = await failing()
    assert.match(told, /Encrypt|Connect/)
    assert.match(told, /kind of Enable SSL belong together/)
  })

  step('a certificate that nobody vouches for: compare the fingerprint, and trust it', async () => {
    await dialog.getByText('Explicit', { exact: true }).click()
    assert.match(await failing(), /trust the certificate/)
    await dialog.getByRole('button', { name: 'Trust this certificate' }).click()
  })

  step('a wrong password: type it again', async () => {
    const told = await failing()
    assert.match(told, /Sign in/)
    assert.match(told, /Type Username and Password again/)
    assert.ok(!(await dialog.innerText()).includes('not the password'))
  })

  step('an account that may only read: what to ask the hosting provider for', async () => {
    await dialog.getByLabel('Password', { exact: true }).fill(site.password)
    site.change({ readOnly: true })
    const told = await failing()
    assert.match(told, /Open Home Dir/)
    assert.match(told, /ask the hosting provider to make that folder and give this account all rights in it/)
    site.change({ readOnly: false })
  })

  step('mended: every step is done, and what was tested is saved without asking again', async () => {
    await dialog.getByRole('button', { name: 'Test Connection' }).click()
    await dialog.getByRole('button', { name: 'Stop the test' }).waitFor({ state: 'detached' })
    await dialog.getByRole('listitem').filter({ hasText: 'Delete files' }).getByRole('img', { name: 'done' }).waitFor()
    assert.equal(await dialog.getByRole('img', { name: 'failed' }).count(), 0)
    assert.equal(saved(), null, 'trying saves nothing')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    assert.equal(saved()?.port, site.port)
    assert.equal(served.pages.open.secrets.password?.reveal(), site.password)
    assert.deepEqual(tab.complaints, [])
  })
})
