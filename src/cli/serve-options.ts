import { resolve } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { wholeNumber } from './whole-number.ts'

/** The options that say where the pages are served: the same for `serve` and for the service that runs it. */
export const addServeOptions = (command: Command): Command =>
  command
    .option('--port <port>', '7420 by default; 0 = any that is free')
    .option('--listen <address>', 'an address that others reach too; wants a certificate or a proxy')
    .option('--certificate <file>', 'PEM file with the certificate and its chain')
    .option('--key <file>', 'PEM file with the key of the certificate')
    .option('--behind-proxy <address>', 'a proxy that encrypts stands before the pages: where people find them')

export const serveOptions = {
  port: wholeNumber(0, 65_535).optional(),
  listen: z.string().trim().min(1).optional(),
  certificate: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
  behindProxy: z
    .url({ protocol: /^https?$/, error: 'name the address where people find the pages: https://office.example.com' })
    .transform((text) => new URL(text))
    .optional(),
}

const Given = z.object(serveOptions)
type Given = z.infer<typeof Given>

/** A certificate is of no use without its key. */
export const keyGoesWith = ({ certificate, key }: Given): boolean => (certificate === undefined) === (key === undefined)
export const keyFault = { path: ['key'], message: '--certificate and --key go together' }

/** The options as words of a command that may be run from any folder. */
export function serveWords({ port, listen, certificate, key, behindProxy }: Given): string[] {
  const words: [string, string | undefined][] = [
    ['--port', port === undefined ? undefined : String(port)],
    ['--listen', listen],
    ['--certificate', certificate && resolve(certificate)],
    ['--key', key && resolve(key)],
    ['--behind-proxy', behindProxy?.href],
  ]
  return words.flatMap(([option, value]) => (value === undefined ? [] : [option, value]))
}
