import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import { pickCustomer } from '../../../src/demo/conflicting-edits.ts'
import { useShop } from '../../../src/demo/demo-network.ts'
import { withoutChromium } from '../chromium.ts'
import { press, reach } from './keyboard.ts'
import { steps } from './steps.ts'
import { type Story, startStory, transmit } from './story-network.ts'
import { cellOf, editRow, findRow, goTo, heading, newTab, signIn, type Tab, transmitOn } from './story-pages.ts'

describe('two sides of a network, each on its own pages', { skip: withoutChromium }, () => {
  const step = steps()
  let story: Story
  let office: Tab
  let store: Tab
  let customer = ''

  before(async () => {
    story = await startStory()
    customer = pickCustomer(story.shop).id
    office = await newTab(story.browser)
    store = await newTab(story.browser)
    await signIn(store, story.stores[0]?.address ?? '', story.password)
  })
  after(() => story?.close())

  step('by keyboard alone a person signs in at the office, raises a price, and transmits', async () => {
    const { page } = office
    await page.goto(story.office.address)
    await heading(page, 'Sign in')
    await page.keyboard.type(story.password)
    await page.keyboard.press('Enter')
    await heading(page, 'Home')
    await press(page, 'Data')
    await heading(page, 'Data')
    await page.getByRole('button', { name: /^price_list/ }).waitFor() // the heading is there before the tables are
    await press(page, /^price_list/)
    await heading(page, 'price_list')
    await page.getByLabel('Search in price_list').waitFor()
    await reach(page, 'Search in price_list')
    await page.keyboard.type(partNumber())
    await page.getByRole('row').nth(2).waitFor({ state: 'detached' })
    await press(page, new RegExp(`^${partNumber()}`))
    await page.getByRole('dialog').getByLabel('price', { exact: true }).waitFor()
    await reach(page, /^price\b/)
    await page.keyboard.press('Control+a')
    await page.keyboard.type('4711')
    await page.keyboard.press('Enter')
    await page.getByText('The row is saved.').first().waitFor()
    await press(page, 'Transmit')
    await heading(page, 'Transmit')
    const sent = page.getByText(/^Received .* sent 1 row /)
    await reach(page, 'Skip to the page')
    await page.keyboard.press('Enter')
    await press(page, 'Transmit')
    await sent.waitFor()
  })

  step('the price is seen at the store after its next transmission', async () => {
    const row = await findRow(store.page, 'price_list', partNumber())
    assert.notEqual(await cellOf(store.page, row, 'price'), '4711')
    assert.match(await transmitOn(store.page), /Completed.*Received 1 row/)
    const now = await findRow(store.page, 'price_list', partNumber())
    // What was known before is shown until the answer is there.
    await now.filter({ hasText: '4711' }).waitFor()
    assert.equal(await cellOf(store.page, now, 'price'), '4711')
  })

  step('store and office change the same note, unseen by each other: the office is asked', async () => {
    await editRow(store.page, await findRow(store.page, 'customers', customer), 'notes', 'Wants the old parts back')
    await editRow(office.page, await findRow(office.page, 'customers', customer), 'notes', 'Pays by invoice only')
    await transmitOn(store.page)
    assert.match(await transmitOn(office.page), /1 conflict/)
    await goTo(office.page, 'Home')
    await office.page
      .getByRole('region', { name: 'What needs attention' })
      .getByText(/conflict|decide/i)
      .first()
      .waitFor()
    await goTo(office.page, 'Conflicts')
    await office.page.getByRole('link', { name: /customers\.notes/ }).click()
    await office.page.getByRole('radio', { name: /Incoming, .*Wants the old parts back/ }).waitFor()
  })

  step('a third value is typed, and after both have transmitted it stands at both', async () => {
    await office.page.getByLabel('Another value', { exact: true }).fill('By invoice; keep the old parts')
    await office.page.getByRole('button', { name: 'Resolve' }).click()
    await office.page.getByText('Resolved. Nothing is left to decide.').waitFor()
    await transmitOn(office.page)
    await transmitOn(store.page)
    for (const { page } of [office, store]) {
      const row = await findRow(page, 'customers', customer)
      await row.getByRole('cell', { name: 'By invoice; keep the old parts' }).waitFor()
    }
  })

  step('a reload in the middle of a transmission shows its progress and its log as before', async () => {
    const { page } = store
    story.network.site.inject({ command: 'STOR', path: '.dat', do: { kind: 'slow', bytesPerSecond: 20_000 } })
    useShop(story.shop, (database) => {
      const photo = database.prepare('SELECT vin FROM vehicles ORDER BY vin LIMIT 1').get()?.vin ?? null
      // What cannot be compressed: half a minute of sending at that speed.
      database
        .prepare('INSERT INTO vehicle_photos (vin, position, taken_at, image) VALUES (?, 99, ?, randomblob(600000))')
        .run(photo, '2026-03-31 09:00:00')
    })
    await goTo(page, 'Transmit')
    await page.getByRole('button', { name: 'Transmit', exact: true }).click()
    const sending = page.getByRole('list', { name: 'Steps' }).locator('[aria-current=step]').getByText('Send')
    const bar = page.getByRole('progressbar', { name: 'Progress of this step' })
    const log = page.getByRole('region', { name: 'Lines of the log' })
    await sending.waitFor()
    await page.getByText(/^[1-9][\d.,]* kB of /).waitFor()
    const before = {
      done: Number(await bar.getAttribute('aria-valuenow')),
      lines: await log.getByRole('listitem').allInnerTexts(),
    }
    await page.reload()
    await sending.waitFor()
    assert.ok(Number(await bar.getAttribute('aria-valuenow')) >= before.done, 'the bar goes on where it was')
    await log
      .getByText(before.lines.at(-1)?.split('\n').at(-1) ?? '')
      .last()
      .waitFor()
    assert.deepEqual((await log.getByRole('listitem').allInnerTexts()).slice(0, before.lines.length), before.lines)
    assert.ok(story.stores[0]?.pages.transmissions.state, 'it is the same transmission that still runs')
  })

  step('it is cancelled on the page, and the next one sends what was left', async () => {
    const { page } = store
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText(/^Cancelled,/).waitFor()
    assert.match(await transmitOn(page), /Completed/)
    const { received } = await transmit(story.office)
    assert.equal(received.rows, 1)
    assert.deepEqual([...office.complaints, ...store.complaints], [])
  })

  const partNumber = (): string =>
    useShop(story.shop, (database) =>
      String(database.prepare('SELECT part_number AS part FROM price_list ORDER BY part_number LIMIT 1').get()?.part),
    )
})
