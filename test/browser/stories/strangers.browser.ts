import assert from 'node:assert/strict'
import { after, before, describe, it, mock } from 'node:test'
import { IDLE } from '../../../src/web/sessions/sessions.ts'
import { withoutChromium } from '../chromium.ts'
import { startForeignPage } from './foreign-page.ts'
import { type Story, startStory } from './story-network.ts'
import { goTo, heading, newTab, signIn, type Tab, tabOf } from './story-pages.ts'

const REBOUND = 'rebound.example'

describe('what strangers may do with the pages, in a real browser', { skip: withoutChromium }, () => {
  let story: Story
  let foreign: Awaited<ReturnType<typeof startForeignPage>>
  let tab: Tab

  before(async () => {
    // Sessions are told the time by Date, which one of these tests moves on.
    mock.timers.enable({ apis: ['Date'], now: Date.now() })
    // A name of elsewhere that points to this computer, as after DNS rebinding.
    story = await startStory({ chromium: [`--host-resolver-rules=MAP ${REBOUND} 127.0.0.1`] })
    foreign = await startForeignPage(story.office.address)
    tab = await newTab(story.browser)
    await signIn(tab, story.office.address, story.password)
  })
  after(async () => {
    await story?.close()
    await foreign?.close()
    mock.timers.reset()
  })

  const untouched = (): void => {
    const { transmissions, open } = story.office.pages
    assert.deepEqual([transmissions.state, transmissions.last, open.settings.noTransmit], [null, null, false])
  }

  it('keeps the session in a cookie that no script reads and no other site sends', async () => {
    const cookies = await tab.page.context().cookies()
    assert.deepEqual(
      cookies.map(({ name, httpOnly, sameSite, path }) => [name, httpOnly, sameSite, path]),
      [[`central-office-${new URL(story.office.address).port}`, true, 'Strict', '/']],
    )
    assert.equal(await tab.page.evaluate('document.cookie'), '')
    const kept = await tab.page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')
    assert.ok(!String(kept).includes(cookies[0]?.value ?? ''), 'nor is it kept anywhere else')
  })

  it('a page of elsewhere changes nothing and reads nothing, though its requests carry the session', async () => {
    const page = await tab.page.context().newPage()
    await page.goto(foreign.address)
    const target = JSON.stringify(story.office.address)
    const tried = await page.evaluate(`Promise.all([
      ['PUT', '/api/setup', 'application/json', '{"noTransmit":true}'],
      ['POST', '/api/transmit', 'text/plain', '{}'],
      ['POST', '/api/sign-out', 'text/plain', '{}'],
      ['GET', '/api/home'],
    ].map(([method, path, type, body]) => fetch(${target} + path, {
      method, body, credentials: 'include', headers: type ? { 'content-type': type } : {},
    }).then(({ status }) => status, () => 'not let through')))`)
    assert.deepEqual(tried, Array(4).fill('not let through'))
    // What needs no leave of the server to be sent; whoever sends it never sees the answer.
    await page.evaluate(
      `fetch(${target} + '/api/transmit', { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' }).catch(() => 0)`,
    )
    const [sent] = await Promise.all([
      page.waitForResponse((response) => response.request().isNavigationRequest() && response.status() === 403),
      page.evaluate("document.getElementById('form').submit()"),
    ])
    assert.ok((await sent.request().allHeaders()).cookie, 'the session was sent with it')
    assert.equal(((await sent.json()) as { code: string }).code, 'REQUEST_REFUSED')
    untouched()
    await tab.page.reload()
    await heading(tab.page, 'Home')
    await page.close()
  })

  it('is not shown inside a page of elsewhere', async () => {
    const page = await tab.page.context().newPage()
    await page.goto(foreign.address)
    const [frame] = page.frames().slice(1)
    await frame?.waitForLoadState()
    assert.ok(frame?.url().startsWith('chrome-error:'), frame?.url())
    await page.close()
  })

  it('a name that was made to point to this computer gets no answer, and no session', async () => {
    const page = await tab.page.context().newPage()
    const { port } = new URL(story.office.address)
    for (const path of ['/', '/api/home', '/api/session']) {
      const response = await page.goto(`http://${REBOUND}:${port}${path}`)
      assert.equal(response?.status(), 403)
      assert.match((await response?.text()) ?? '', /REQUEST_REFUSED/)
    }
    assert.deepEqual(await page.context().cookies(`http://${REBOUND}:${port}`), [])
    await page.close()
  })

  it('who signs out in one tab is signed out in all, at once', async () => {
    const other = tabOf(await tab.page.context().newPage())
    await other.page.goto(`${story.office.address}/transmit`)
    await heading(other.page, 'Transmit')
    await tab.page.getByRole('button', { name: 'Colours, password, sign out' }).click()
    await tab.page.getByRole('menuitem', { name: 'Sign out' }).click()
    await heading(tab.page, 'Sign in')
    await heading(other.page, 'Sign in')
    await other.page.getByText('You have signed out in another tab or window.').waitFor()
    await other.page.close()
    await signIn(tab, story.office.address, story.password)
  })

  it('a changed password signs out another computer at once, and what is typed there waits', async () => {
    const elsewhere = await newTab(story.browser)
    await signIn(elsewhere, story.office.address, story.password)
    await goTo(elsewhere.page, 'Setup')
    await elsewhere.page.getByLabel('Name', { exact: true }).fill('Northern Auto Group')
    const { page } = tab
    await page.getByRole('button', { name: 'Colours, password, sign out' }).click()
    await page.getByRole('menuitem', { name: 'Change password' }).click()
    await page.getByLabel('Present password').fill(story.password)
    await page.getByLabel('New password').fill('an entirely new one')
    await page.getByLabel('The same once more').fill('an entirely new one')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('The password is changed.').waitFor()
    await heading(elsewhere.page, 'Sign in')
    const why = elsewhere.page.getByText('You were signed out because the password was changed.')
    assert.match(await why.innerText(), /What you typed is still there once you sign in again/)
    await elsewhere.page.getByLabel('Password', { exact: true }).fill('an entirely new one')
    await elsewhere.page.keyboard.press('Enter')
    await heading(elsewhere.page, 'Setup')
    assert.equal(await elsewhere.page.getByLabel('Name', { exact: true }).inputValue(), 'Northern Auto Group')
    await elsewhere.close()
  })

  it('a session that lay idle for half a day has ended: the next press asks to sign in', async () => {
    const { page } = tab
    await goTo(page, 'Transmit')
    const button = await page.getByRole('button', { name: 'Transmit', exact: true }).elementHandle()
    mock.timers.setTime(Date.now() + IDLE + 1_000)
    // At once: the page asks how things stand by itself, and on a busy machine it may be asked to sign in before a slow press.
    await button?.dispatchEvent('click')
    await heading(page, 'Sign in')
    await page.getByText('You were signed out because nothing was done here for 12 hours.').waitFor()
    untouched()
    assert.deepEqual(tab.complaints, [])
  })
})
