/** Somebody who moves files: every call signs in, does one thing, and leaves again. Throws where that fails. */
export type FileMover = {
  name: string
  upload(localFile: string, name: string): Promise<void>
  download(name: string, localFile: string): Promise<void>
  /** Lists a folder. `port` instead of the site's own: that of a relay. */
  look(folder: string, port: number): Promise<void>
}

/** How a program finds the site, and the account on it. */
export type SiteAccess = {
  host: string
  port: number
  username: string
  password: string
  /** File with the authority that vouches for the site; null = no TLS. */
  caFile: string | null
}
