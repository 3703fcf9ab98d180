import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { buildPages } from '../../ui/build-pages.ts'
import { startChromium, withoutChromium } from './chromium.ts'
import { type MockServer, startMockServer, usualPretence } from './mock-api.ts'

/** What has the focus, by its words or its label. */
const focused = `(() => {
  const { activeElement: at } = document
  return at === document.body ? 'body' : (at.getAttribute('aria-label') ?? at.innerText ?? at.tagName)
})()`

/** Waits for something to be true on the page; its policy lets no script of Playwright's own wait there. */
async function until(page: Page, expression: string): Promise<void> {
  const end = Date.now() + 20_000
  while (!(await page.evaluate(expression))) {
    assert.ok(Date.now() < end, `${expression} never became true; the focus is at: ${await page.evaluate(focused)}`)
    await page.waitForTimeout(25)
  }
}

const signInNeeded = {
  status: 401 as const,
  body: { code: 'SIGN_IN_NEEDED', message: 'You are not signed in.', hint: '', retryable: false },
}

describe('dialogs in a browser', { skip: withoutChromium }, () => {
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
    server.pretence = { ...usualPretence }
    server.requests.length = 0
  })

  const open = async (path: string, size = { width: 1280, height: 860 }): Promise<Page> => {
    const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    await page.goto(server.address + path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    return page
  }
  const hasFocus = async (page: Page, words: RegExp) => {
    await until(page, `new RegExp(${JSON.stringify(words.source)}, 's').test(${focused})`)
  }
  const gone = (page: Page, title: string) => page.getByRole('dialog', { name: title }).waitFor({ state: 'detached' })

  it('give the focus back to what opened them', async () => {
    const page = await open('/setup')
    await page.getByRole('button', { name: 'Configure FTP' }).press('Enter')
    await page.getByRole('dialog').getByLabel('Host').waitFor()
    await hasFocus(page, /^$/) // the field Host
    await page.keyboard.press('Escape')
    await gone(page, 'Configure FTP')
    await hasFocus(page, /^Configure FTP$/)
    await page.getByRole('button', { name: 'Colours, password, sign out' }).press('Enter')
    await page.getByRole('menuitem', { name: 'Change password' }).press('Enter')
    await page.getByLabel('Present password').waitFor()
    await page.keyboard.press('Escape')
    await gone(page, 'Change password')
    await hasFocus(page, /^Colours, password, sign out$/)

    await page.goto(`${server.address}/data/price_list`)
    await page.getByRole('button', { name: 'New row' }).press('Enter')
    await page.getByRole('dialog').getByLabel('brand', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).press('Enter')
    await gone(page, 'New row in price_list')
    await hasFocus(page, /New row/)
    await page.getByRole('row').nth(2).press('Enter')
    await page.getByRole('dialog').getByLabel('brand', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await gone(page, 'price_list')
    await until(page, 'document.activeElement.matches(\'tr[data-index="1"]\')')

    await page.goto(`${server.address}/stores`)
    await page.getByRole('button', { name: 'Invite a store' }).press('Enter')
    await page.getByLabel('Store number').waitFor()
    await page.keyboard.press('Escape')
    await gone(page, 'Invite a store')
    await hasFocus(page, /Invite a store/)
    await page.context().close()
  })

  it('close one by one by Escape, the topmost first', async () => {
    const page = await open('/setup?ftp')
    await page.getByLabel('Host').fill('ftp.other.example')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Test first' }).waitFor()
    await page.keyboard.press('Escape')
    await gone(page, 'Test first?')
    assert.equal(await page.getByLabel('Host').inputValue(), 'ftp.other.example')
    await hasFocus(page, /^Save$/)

    await page.goto(`${server.address}/data/price_list`)
    await page.getByRole('row').nth(2).click()
    await page.getByRole('button', { name: 'Delete …' }).click()
    await page.getByRole('dialog', { name: 'Delete this row?' }).waitFor()
    await page.keyboard.press('Escape')
    await gone(page, 'Delete this row?')
    await page.getByRole('dialog', { name: 'price_list' }).waitFor()
    await hasFocus(page, /^Delete …$/)
    await page.context().close()
  })

  it('ask before Escape, the cross or a click beside discards what was typed, and keep it through a reload', async () => {
    const page = await open('/data/price_list')
    await page.getByRole('row').nth(2).click()
    const brand = page.getByRole('dialog').getByLabel('brand', { exact: true })
    await brand.fill('Northern')
    const leave = [
      () => page.keyboard.press('Escape'),
      () => page.getByRole('dialog', { name: 'price_list' }).getByRole('button', { name: 'Close' }).click(),
      () => page.mouse.click(5, 400),
    ]
    for (const way of leave) {
      await way()
      await page.getByRole('dialog', { name: 'Discard what you typed?' }).waitFor()
      await page.keyboard.press('Escape')
      await gone(page, 'Discard what you typed?')
      assert.equal(await brand.inputValue(), 'Northern')
    }
    await page.reload()
    await brand.waitFor()
    assert.equal(await brand.inputValue(), 'Northern')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Discard', exact: true }).click()
    await gone(page, 'price_list')
    await page.getByRole('row').nth(2).click()
    await brand.waitFor()
    assert.notEqual(await brand.inputValue(), 'Northern')
    await page.keyboard.press('Escape')
    await gone(page, 'price_list')
    await page.context().close()
  })

  it('load a row again that was changed meanwhile, keep what was typed, and show what stands there now', async () => {
    const page = await open('/data/price_list')
    let now = ''
    await page.route('**/api/data/price_list/row?*', async (route) => {
      const response = await route.fetch()
      const whole = await response.json()
      const at = whole.columns.findIndex(({ name }: { name: string }) => name === 'brand')
      if (now !== '') whole.row.cells[at] = { type: 'text', text: now }
      await route.fulfill({ response, json: whole })
    })
    const sent: { before?: Record<string, { text: string }>; values?: Record<string, { text: string }> }[] = []
    page.on('request', (request) => {
      if (request.method() === 'PUT') sent.push(request.postDataJSON())
    })
    await page.getByRole('row').nth(2).click()
    const field = (name: string) => page.getByRole('dialog').getByLabel(name, { exact: true })
    await field('brand').fill('Northern')
    await field('category').fill('filters')
    now = 'Southern'
    server.pretence = {
      ...usualPretence,
      refusals: {
        'PUT /api/data/price_list': {
          status: 409,
          body: {
            code: 'ROW_CHANGED',
            message: 'The row has been changed meanwhile (brand).',
            hint: '',
            retryable: false,
          },
        },
      },
    }
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Load it again, and keep what I typed' }).click()
    await page.getByText('Changed meanwhile. Here now: Southern').waitFor()
    assert.deepEqual([await field('brand').inputValue(), await field('category').inputValue()], ['Northern', 'filters'])
    server.pretence = usualPretence
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The row is saved').waitFor()
    const { before, values } = sent.at(-1) ?? {}
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    assert.deepEqual(
      [before?.brand?.text, values?.brand?.text, values?.category?.text],
      ['Southern', 'Northern', 'filters'],
    )
    await page.context().close()
  })

  it('of a row and of a new row are there again with what was typed, once the session has ended and begun anew', async () => {
    for (const [opener, title] of [
      ['New row', 'New row in price_list'],
      ['OC-00002', 'price_list'],
    ] as const) {
      server.pretence = { ...usualPretence }
      const page = await open('/data/price_list')
      await page.getByText(opener, { exact: true }).first().click()
      const brand = page.getByRole('dialog', { name: title }).getByLabel('brand', { exact: true })
      await brand.fill('Northern')
      server.pretence = {
        ...usualPretence,
        session: { ...usualPretence.session, signedIn: false, ended: 'idle' },
        refusals: {
          'POST /api/data/price_list': signInNeeded,
          'PUT /api/data/price_list': signInNeeded,
        },
      }
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
      const why = await page.getByRole('status').filter({ hasText: 'nothing was done here' }).innerText()
      assert.match(why, /What you typed is still there/)
      server.pretence.refusals = {}
      await page.getByLabel('Password', { exact: true }).fill('three blue horses')
      await page.keyboard.press('Enter')
      await brand.waitFor()
      assert.equal(await brand.inputValue(), 'Northern')
      await page.context().close()
    }
  })

  for (const size of [
    { width: 320, height: 568 },
    { width: 390, height: 560 },
  ])
    it(`Configure FTP at ${size.width} by ${size.height}: nothing lies over its buttons, wherever it is scrolled to`, async () => {
      const page = await open('/setup?ftp', size)
      await page.getByRole('dialog').getByLabel('Host').waitFor()
      const covered = await page.evaluate(`(() => {
        const save = [...document.querySelectorAll('[role=dialog] button')].find((button) => button.innerText === 'Save')
        const foot = save.closest('form').lastElementChild
        let box = foot
        while (box.scrollHeight <= box.clientHeight || getComputedStyle(box).overflowY === 'visible') box = box.parentElement
        const found = new Set()
        for (box.scrollTop = 0; ; box.scrollTop += 8) {
          const { left, top, right, bottom } = foot.getBoundingClientRect()
          for (let x = left + 2; x < right; x += 12)
            for (let y = top + 2; y < Math.min(bottom, innerHeight); y += 4) {
              const hit = document.elementFromPoint(x, y)
              if (!foot.contains(hit)) found.add((hit?.innerText || hit?.tagName) + ' lies over the buttons')
            }
          if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) break
        }
        return [...found]
      })()`)
      assert.deepEqual(covered, [])
      assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth')) <= 0)
      await page.context().close()
    })

  it('Configure FTP opens at its first field, and a verdict never stands beside settings it is not about', async () => {
    const page = await open('/setup?ftp', { width: 390, height: 560 })
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Test Connection' }).click()
    await dialog.getByText('Not usable').waitFor()
    await page.reload()
    await dialog.getByText('Not usable').waitFor()
    await page.waitForTimeout(300)
    const { y } = (await dialog.getByLabel('Host').boundingBox()) ?? { y: -1 }
    assert.ok(y > 0 && y < 400, `Host is at ${y}`)
    await dialog.getByLabel('Home Dir').fill('elsewhere')
    await dialog.getByText('The settings are other ones since this test').waitFor()
    assert.equal(await dialog.getByText('Not usable').count(), 0)
    await page.context().close()
  })

  it('Test Connection folds what was not tried, and offers to trust a certificate at the step that failed', async () => {
    server.pretence = { ...usualPretence, untrusted: true }
    const page = await open('/setup?ftp')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Test Connection' }).click()
    const steps = dialog.getByRole('list', { name: 'Steps of the test' }).getByRole('listitem')
    const failed = steps.filter({ has: page.getByRole('img', { name: 'failed' }) })
    await failed.getByRole('button', { name: 'Trust this certificate' }).waitFor()
    assert.equal(await steps.count(), 4, 'two that worked, the one that failed, and a line of all others')
    await steps.filter({ hasText: 'Not tried: Sign in, Open Home Dir, ' }).waitFor()
    await failed.getByRole('button', { name: 'Trust this certificate' }).click()
    await failed.getByText('You trust this one by its fingerprint.').waitFor()
    await dialog.getByText('The settings are other ones since this test').waitFor()
    await page.context().close()
  })
})
