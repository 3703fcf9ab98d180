const KEY = 'welcome'
const MARK = '#welcome='

/** The one-time link's token. Taken out of the address at once, so that no history keeps it; a reload finds it again. */
if (location.hash.startsWith(MARK)) {
  sessionStorage.setItem(KEY, decodeURIComponent(location.hash.slice(MARK.length)))
  history.replaceState(null, '', location.pathname)
}

export const welcomeToken = (): string | null => sessionStorage.getItem(KEY)
export const forgetWelcomeToken = (): void => sessionStorage.removeItem(KEY)
