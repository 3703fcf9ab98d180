import type { SiteSettings } from '../model/site-settings.ts'

/** Home Dir without `/` at its end; '' where the account lands, which need not be '/'. */
export const homeOf = (settings: SiteSettings): string => {
  const home = settings.homeDir.trim().replaceAll('\\', '/').replace(/\/+/g, '/')
  return home === '/' ? home : home.replace(/\/$/, '')
}
