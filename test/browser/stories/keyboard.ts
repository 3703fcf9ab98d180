import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

/** More places than any page of these stories has. */
const MOST_PRESSES = 120

/** The name of what has the keyboard, as a screen reader would say it; of a row its text. */
const focusedName = `(() => {
  const at = document.activeElement
  if (!at || at === document.body) return ''
  const labels = [...(at.labels ?? [])].map(({ innerText }) => innerText).join(' ')
  return (at.getAttribute('aria-label') || labels || at.innerText || at.title || '').trim()
})()`

/** Presses Tab until the keyboard is at what is called so; fails where it never gets there. */
export async function reach(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = []
  for (let presses = 0; presses < MOST_PRESSES; presses++) {
    await page.keyboard.press('Tab')
    const focused = String(await page.evaluate(focusedName))
    passed.push(focused.split('\n', 1)[0] ?? '')
    if (typeof name === 'string' ? passed.at(-1) === name : name.test(focused)) return
  }
  assert.fail(`The Tab key never reaches ${name}, only ${[...new Set(passed)].join(' | ')}`)
}

/** Goes there by Tab and presses Enter. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  await reach(page, name)
  await page.keyboard.press('Enter')
}
