import { isIPv4 } from 'node:net'
import { CentralOfficeError } from '../../model/errors.ts'

const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || (isIPv4(address) && address.startsWith('127.'))

/** Pages that others on the network can reach want encryption: the password and all figures would pass in clear. LISTEN_REFUSED. */
export function refuseOpenDoor(listen: string, encrypted: boolean): void {
  if (isLoopback(listen) || encrypted) return
  throw new CentralOfficeError(
    'LISTEN_REFUSED',
    `At ${listen} others on the network could read the password of the pages.`,
    {
      hint: 'Name a certificate too (--certificate FILE --key FILE), or the address of a proxy that encrypts (--behind-proxy https://NAME).',
    },
  )
}

/** Why the server cannot listen there. */
export function listenFault(
  listen: string,
  port: number,
  cause: unknown,
  platform: string = process.platform,
): CentralOfficeError {
  const { code } = cause as NodeJS.ErrnoException
  const refused = (why: string, hint: string) =>
    new CentralOfficeError('LISTEN_REFUSED', `The pages cannot be served at ${listen} port ${port}: ${why}.`, {
      hint,
      cause,
    })
  if (code === 'EADDRINUSE')
    return refused('the port is taken', 'Choose another with --port, or end the program that uses it.')
  if (code === 'EACCES' && platform === 'win32')
    return refused(
      'Windows keeps it for itself, or another program has it alone',
      'Choose another with --port. Which are kept: netsh interface ipv4 show excludedportrange protocol=tcp',
    )
  if (code === 'EACCES') return refused('this user may not', 'Choose a port above 1023 with --port.')
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return refused('this computer does not have that address', 'Choose one of its own with --listen, or leave it out.')
  return refused(code ?? 'the reason is not known', 'Choose another address or port.')
}
