import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { buildPages } from '../../ui/build-pages.ts'
import { axeFindings } from './axe-findings.ts'
import { startChromium, withoutChromium } from './chromium.ts'
import { type MockServer, startMockServer, usualPretence } from './mock-api.ts'
import { guidOf } from './sample-stores.ts'

describe('stores come and go on their page', { skip: withoutChromium }, () => {
  let server: MockServer
  let browser: Browser

  before(async () => {
    buildPages()
    server = await startMockServer()
    browser = await startChromium()
  })
  after(async () => {
    await browser?.close()
    await server?.close()
  })
  beforeEach(() => {
    server.pretence = usualPretence
    server.requests.length = 0
  })

  const open = async (path: string): Promise<Page> => {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 860 } })).newPage()
    await page.goto(server.address + path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    return page
  }

  it('a store number that is too long stays as it was typed, and the fault stands beside it', async () => {
    server.pretence = {
      ...usualPretence,
      refusals: {
        'POST /api/stores': {
          status: 400,
          body: {
            code: 'USAGE',
            message: 'number cannot be used: a store number is 1 to 7 letters or digits.',
            hint: '',
            retryable: false,
            fields: { number: 'a store number is 1 to 7 letters or digits' },
          },
        },
      },
    }
    const page = await open('/stores')
    await page.getByRole('button', { name: 'Invite a store' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Store number').pressSequentially('12345678')
    assert.equal(await dialog.getByLabel('Store number').inputValue(), '12345678')
    await dialog.getByLabel('Name').fill('Harbour Garage')
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click()
    await dialog.getByText('A store number is 1 to 7 letters or digits').waitFor()
    assert.equal(await dialog.getByLabel('Store number').getAttribute('aria-invalid'), 'true')
    await page.context().close()
  })

  it('a number that is taken is told beside the field too', async () => {
    const body = {
      code: 'STORE_NUMBER_TAKEN',
      message: 'The store number 4 belonged to Old Town Garage, which is retired.',
    }
    server.pretence = {
      ...usualPretence,
      refusals: { 'POST /api/stores': { status: 409, body: { ...body, hint: 'Choose another number.' } } },
    }
    const page = await open('/stores')
    await page.getByRole('button', { name: 'Invite a store' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Store number').fill('4')
    await dialog.getByLabel('Name').fill('Harbour Garage')
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click()
    await dialog.getByText(/which is retired\. Choose another number\./).waitFor()
    assert.equal(await dialog.getByLabel('Store number').getAttribute('aria-invalid'), 'true')
    await page.context().close()
  })

  it('a store is retired after its rows have been decided about', async () => {
    const page = await open(`/stores/${guidOf(1)}`)
    await page.getByRole('button', { name: 'Retire …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Its 97,531 rows at this office').waitFor()
    assert.ok(
      await dialog.getByRole('button', { name: 'Retire the store' }).isDisabled(),
      'nothing is chosen for anybody',
    )
    assert.deepEqual(await axeFindings(page), [])
    await dialog.getByLabel('Keep them').check()
    await dialog.getByRole('button', { name: 'Retire the store' }).click()
    await page.getByText(/is retired\. The next transmission cleans up the site/).waitFor()
    await page.getByRole('heading', { name: 'Retired stores' }).waitFor()
    assert.ok(server.requests.includes(`POST /api/stores/${guidOf(1)}/retire`))
    await page.context().close()
  })

  it('an invitation is cancelled after asking', async () => {
    const page = await open(`/stores/${guidOf(8)}`)
    await page.getByRole('button', { name: 'Cancel the invitation …' }).click()
    assert.ok(!server.requests.includes(`POST /api/stores/${guidOf(8)}/cancel-invitation`))
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the invitation' }).click()
    await page.getByText(/invitation of .* is cancelled/).waitFor()
    assert.ok(server.requests.includes(`POST /api/stores/${guidOf(8)}/cancel-invitation`))
    await page.context().close()
  })

  it('the number of a retired store is made free, and its rows are deleted, after asking', async () => {
    const page = await open('/stores')
    await page.getByRole('button', { name: 'Old Town Garage: Delete its rows' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete them' }).click()
    await page.getByText('0 rows of Old Town Garage deleted.').waitFor()
    await page.getByRole('button', { name: 'Station Road: Free the number' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Free the number' }).click()
    await page.getByText('The number 0000018 is free.').waitFor()
    assert.ok(server.requests.includes(`POST /api/stores/${guidOf(91)}/forget`))
    await page.context().close()
  })
})
