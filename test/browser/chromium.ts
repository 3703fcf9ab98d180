import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Debian's; another one can be named by CHROMIUM. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/**
 * Why the tests in a browser cannot run here; false where they can. On a developer's computer a missing Chromium is a skip
 * with its reason, in CI a failure.
 */
export const withoutChromium: string | false =
  existsSync(executablePath) || process.env.CI === 'true'
    ? false
    : `no Chromium at ${executablePath}; install it (Debian: apt-get install chromium) or name one by CHROMIUM`

/** Chromium that asks nobody but the addresses it is sent to; `more`: further switches of its command line. */
export const startChromium = (...more: string[]): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-dev-shm-usage',
      ...more,
    ],
  })
