const SCHEME = 'data-mantine-color-scheme'

/** Paper is white: while a page is printed its colours are the light ones, whichever the screen has. */
export function printInLight(root: HTMLElement = document.documentElement): void {
  let before: string | null = null
  addEventListener('beforeprint', () => {
    before ??= root.getAttribute(SCHEME)
    root.setAttribute(SCHEME, 'light')
  })
  addEventListener('afterprint', () => {
    if (before !== null) root.setAttribute(SCHEME, before)
    before = null
  })
}
