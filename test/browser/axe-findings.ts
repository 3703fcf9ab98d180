import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const run = `axe.run().then(({ violations }) => violations
  .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .map(({ id, nodes }) => id + ': ' + nodes.map(({ target, failureSummary }) => target + ' ' + failureSummary).slice(0, 4).join(' | ')))`

/** What axe-core finds serious or critical on the page as it stands, a sentence each. */
export async function axeFindings(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  // The pages' policy lets no script in, this one neither.
  await session.send('Page.setBypassCSP', { enabled: true })
  await session.send('Runtime.evaluate', { expression: axe })
  const findings = (await page.evaluate(run)) as string[]
  await session.send('Page.setBypassCSP', { enabled: false })
  await session.detach()
  return findings
}
