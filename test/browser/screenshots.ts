import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { buildPages } from '../../ui/build-pages.ts'
import { startChromium } from './chromium.ts'
import { type Pretence, startMockServer, usualPretence } from './mock-api.ts'
import { guidOf } from './sample-stores.ts'

/**
 * Writes pictures of every page, at 1280 and 390 pixels, light and dark. `node test/browser/screenshots.ts [FOLDER] [NAME]`:
 * the folder is docs/screenshots unless told; a name writes only the pictures that begin with it; LOOKS=1280-light,390-dark only
 * these looks.
 */
type Shot = {
  name: string
  path: string
  pretence?: Partial<Pretence> /** What sticks to the window would stand in the middle of a picture of the whole page. */
  windowOnly?: true
  before?: (page: Page) => Promise<void>
}

const { session } = usualPretence
const atStore = { session: { ...session, role: 'store', name: 'Harbour Garage', number: '12' } } as const

const shots: Shot[] = [
  { name: 'sign-in', path: '/', pretence: { session: { ...session, signedIn: false } } },
  {
    name: 'welcome',
    path: '/#welcome=token',
    pretence: { session: { ...session, signedIn: false, needsPassword: true } },
  },
  { name: 'home', path: '/' },
  { name: 'home-empty', path: '/', pretence: { stores: 0 } },
  { name: 'home-1000', windowOnly: true, path: '/', pretence: { stores: 1000 } },
  {
    name: 'home-store',
    path: '/',
    pretence: atStore,
  },
  { name: 'transmit', path: '/transmit' },
  { name: 'transmit-running', path: '/transmit', pretence: { running: true } },
  { name: 'stores', path: '/stores' },
  { name: 'store', path: `/stores/${guidOf(1)}` },
  { name: 'store-refilling', path: `/stores/${guidOf(6)}` },
  {
    name: 'invitation',
    windowOnly: true,
    path: '/stores',
    before: async (page) => {
      await page.getByRole('button', { name: 'Invite a store' }).click()
      await page.getByLabel('Store number').fill('12')
      await page.getByLabel('Name').last().fill('Harbour Garage')
      await page.getByRole('button', { name: 'Invite', exact: true }).click()
      await page.getByText('Both are shown only now').waitFor()
    },
  },
  { name: 'conflicts', path: '/conflicts' },
  { name: 'conflicts-empty', path: '/conflicts', pretence: { stores: 0 } },
  {
    name: 'conflict',
    path: '/conflicts/41',
    before: async (page) => {
      await page
        .getByRole('radio', { name: /Incoming/ })
        .first()
        .check()
    },
  },
  { name: 'conflicts-all', path: '/conflicts?which=all' },
  { name: 'conflict-settled', path: '/conflicts/40' },
  { name: 'parked', path: '/parked', pretence: atStore },
  { name: 'parked-row', path: '/parked/3', pretence: atStore },
  { name: 'tables', path: '/tables', pretence: atStore },
  { name: 'data', path: '/data' },
  { name: 'data-table', path: '/data/repair_orders' },
  {
    name: 'data-row',
    windowOnly: true,
    path: '/data/price_list',
    pretence: {
      refusals: {
        'PUT /api/data/price_list': {
          status: 422,
          body: {
            code: 'DATABASE_REFUSED',
            message: 'The database refused the row.',
            hint: '',
            retryable: false,
            fields: { price: 'The rule of the table does not hold: price >= 0' },
          },
        },
      },
    },
    before: async (page) => {
      await page.getByRole('row').nth(2).click()
      await page.getByLabel('price', { exact: true }).fill('-5')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('price >= 0').waitFor()
    },
  },
  { name: 'reports', path: '/reports' },
  { name: 'report-sales', path: '/reports/sales' },
  { name: 'report-line', path: '/reports/repair-order' },
  { name: 'replica-setup', path: '/replica-setup' },
  {
    name: 'replica-setup-change',
    windowOnly: true,
    path: '/replica-setup',
    before: async (page) => {
      await page.getByLabel('Conflict rule of price_list').selectOption('ask')
      await page.getByLabel('Transmit vehicle_photos').check()
      await page.getByLabel('Columns and filter of price_list').click()
      await page.getByText('a person decides.').waitFor()
    },
  },
  {
    name: 'replica-setup-filter',
    windowOnly: true,
    path: '/replica-setup',
    before: async (page) => {
      await page.getByLabel('Columns and filter of repair_orders').click()
      await page.getByLabel('Only rows with').fill("nobody = 'x'")
      await page.getByText('no store has shown a column nobody').first().waitFor()
    },
  },
  { name: 'setup', path: '/setup' },
  { name: 'setup-store', path: '/setup#recover', pretence: atStore },
  { name: 'transmission', path: '/transmit/t-9' },
  { name: 'configure-ftp', windowOnly: true, path: '/setup?ftp' },
  {
    name: 'configure-ftp-tested',
    windowOnly: true,
    path: '/setup?ftp',
    before: async (page) => {
      await page.getByRole('button', { name: 'Test Connection' }).click()
      await page.getByText('Not usable').waitFor()
    },
  },
]

const [folder = join(import.meta.dirname, '../../docs/screenshots'), only = ''] = process.argv.slice(2)
const looks = process.env.LOOKS?.split(',') ?? ['1280-light', '1280-dark', '390-light', '390-dark']
mkdirSync(folder, { recursive: true })
buildPages()
const server = await startMockServer()
const browser = await startChromium()
try {
  for (const { name, path, pretence, windowOnly = false, before } of shots.filter((shot) =>
    shot.name.startsWith(only),
  )) {
    for (const width of [1280, 390])
      for (const colorScheme of ['light', 'dark'] as const) {
        if (!looks.includes(`${width}-${colorScheme}`)) continue
        server.pretence = { ...usualPretence, ...pretence }
        const context = await browser.newContext({
          viewport: { width, height: width === 390 ? 844 : 860 },
          colorScheme,
        })
        const page = await context.newPage()
        page.on('console', (message) => {
          if (message.type() === 'error') process.stderr.write(`${name} ${width}: ${message.text()}\n`)
        })
        page.on('pageerror', (error) => process.stderr.write(`${name} ${width}: ${error.message}\n`))
        await page.goto(server.address + path)
        await page.getByRole('heading').first().waitFor()
        await before?.(page)
        await page.waitForTimeout(400)
        const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        if (Number(wide) > 0) process.stderr.write(`${name} ${width}: ${wide} px too wide\n`)
        await page.screenshot({
          path: join(folder, `${name}-${width}-${colorScheme}.png`),
          fullPage: !windowOnly,
        })
        await context.close()
      }
  }
} finally {
  await browser.close()
  await server.close()
}
