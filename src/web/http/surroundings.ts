import { isIP } from 'node:net'

/** Under which names and how the pages are reached. */
export type Reach = {
  /** `127.0.0.1:7420`, `localhost:7420`, ...: what the Host header may say, in lower case. */
  hosts: ReadonlySet<string>
  /** `http://127.0.0.1:7420`, ...: what the Origin header may say. */
  origins: ReadonlySet<string>
  /** Requests come over TLS, here or at the proxy. */
  secure: boolean
  /** A proxy stands before it, which tells the visitor's address. */
  behindProxy: boolean
  port: number
}

const usualPort = { http: 80, https: 443 }

/** Browsers leave the usual port out. */
const hostsOf = (name: string, port: number, scheme: 'http' | 'https'): string[] => {
  const host = (isIP(name) === 6 ? `[${name}]` : name).toLowerCase()
  return port === usualPort[scheme] ? [host, `${host}:${port}`] : [`${host}:${port}`]
}

/** `names`: names and addresses under which it may be asked; `publicOrigin`: where people find it, if a proxy stands before it. */
export function reachOf(given: { names: string[]; port: number; tls: boolean; publicOrigin: URL | null }): Reach {
  const { names, port, tls, publicOrigin } = given
  const scheme = tls ? 'https' : 'http'
  const hosts = new Set(names.flatMap((name) => hostsOf(name, port, scheme)))
  const origins = new Set([...hosts].map((host) => `${scheme}://${host}`))
  if (publicOrigin !== null) {
    hosts.add(publicOrigin.host.toLowerCase())
    origins.add(publicOrigin.origin)
  }
  return {
    hosts,
    origins,
    secure: tls || publicOrigin?.protocol === 'https:',
    behindProxy: publicOrigin !== null,
    port,
  }
}
