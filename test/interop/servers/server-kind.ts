import type { ProbeStepName } from '../../../src/site/probe-step.ts'

/** How a connection is encrypted; explicit TLS comes in two protocol versions, which servers treat very differently. */
export type Encryption = 'plain' | 'TLS 1.2' | 'TLS 1.3' | 'implicit TLS'
export const encryptions: Encryption[] = ['plain', 'TLS 1.2', 'TLS 1.3', 'implicit TLS']

export type Address = '127.0.0.1' | '::1'
export const addresses: Address[] = ['127.0.0.1', '::1']

export type Mode = 'passive' | 'active'

/** For servers without TLS. */
export const noTls = (name: string): Partial<Record<Encryption, string>> => {
  const reason = `${name} has no TLS`
  return { 'TLS 1.2': reason, 'TLS 1.3': reason, 'implicit TLS': reason }
}

/** A right an account can lack while it has all others. */
export type Right =
  | 'make folders'
  | 'write'
  | 'list'
  | 'ask for sizes'
  | 'read'
  | 'ask for times'
  | 'overwrite'
  | 'rename'
  | 'delete'
  | 'remove folders'
  | 'change anything'

/** `settings`: more of the server's own, as its configuration or its command line takes them. */
export type StartOptions = { address: Address; encryption: Encryption; without?: Right; settings?: string[] }

export type RunningServer = {
  host: Address
  port: number
  username: string
  password: string
  /** Folder the account lands in. */
  root: string
  /** The server's own certificate authority, where it has TLS. */
  certificatePem?: string
  close(): Promise<void>
}

/** A real FTP server, and what its own configuration can do. */
export type ServerKind = {
  name: string
  /** Why it cannot be run here; '' where it can. */
  missing(): string
  /** Kinds of encryption, addresses and modes it does not have, each with the reason. */
  lacks: Partial<Record<Encryption | Address | Mode, string>>
  /** Steps of Test Connection that name a limit of it with all rights given. */
  limits: ProbeStepName[]
  /** Rights its configuration can take away one at a time. */
  canTakeAway: Right[]
  /** Runs a server of its own on loopback, with an account and a folder that go away with it. */
  start(options: StartOptions): Promise<RunningServer>
}
