import { Refusal } from '../refusal.ts'
import type { Session } from '../session.ts'
import type { Commands } from './command.ts'

/** Who connects to whom for the next transfer (RFC 959, 4.1.2; RFC 2428). */
export const dataModeCommands: Commands = {
  PASV: async (session) => {
    const { local, remote, family } = session.addresses
    if (session.epsvOnly) throw new Refusal(501, 'Only EPSV after EPSV ALL')
    if (family === 6) throw new Refusal(425, 'PASV is for IPv4, use EPSV')
    const port = await session.data.listen(local, remote)
    const numbers = [...local.split('.'), port >> 8, port & 255].join(',')
    session.reply(227, `Entering Passive Mode (${numbers})`)
  },

  EPSV: async (session, argument) => {
    const { local, remote, family } = session.addresses
    if (/^all$/i.test(argument)) {
      session.epsvOnly = true
      return session.reply(200, 'Only EPSV from now on')
    }
    const wanted = argument === '' ? family : argument === '1' ? 4 : argument === '2' ? 6 : undefined
    if (wanted !== family) throw new Refusal(522, `Network protocol not supported, use (${family === 4 ? 1 : 2})`)
    const port = await session.data.listen(local, remote)
    if (session.setup.shutEpsv) session.data.close()
    session.reply(229, `Entering Extended Passive Mode (|||${port}|)`)
  },

  PORT: (session, argument) => {
    const numbers = argument.split(',').map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : Number.NaN))
    const [a, b, c, d, high, low] = numbers
    if (numbers.length !== 6 || high === undefined || low === undefined || !numbers.every((number) => number <= 255)) {
      throw new Refusal(501, 'Six numbers, please')
    }
    aim(session, `${a}.${b}.${c}.${d}`, high * 256 + low)
  },

  EPRT: (session, argument) => {
    const [, , protocol, host, port] = /^([!-~])([12])\1([0-9a-fA-F.:]+)\1(\d{1,5})\1$/.exec(argument) ?? []
    if (host === undefined || protocol === undefined) throw new Refusal(501, 'Like |1|127.0.0.1|50000|, please')
    const { family } = session.addresses
    if ((protocol === '1' ? 4 : 6) !== family) {
      throw new Refusal(522, `Network protocol not supported, use (${family === 4 ? 1 : 2})`)
    }
    aim(session, host, Number(port))
  },
}

/** The visitor's own address and no privileged port: else the site would connect to others on his behalf (RFC 2577, 3). */
const aim = (session: Session, host: string, port: number): void => {
  if (session.epsvOnly) throw new Refusal(501, 'Only EPSV after EPSV ALL')
  if (host.toLowerCase() !== session.addresses.remote) throw new Refusal(500, 'Only to your own address')
  if (port < 1024 || port > 65535) throw new Refusal(500, 'Not to this port')
  session.data.aim(host, port)
  session.reply(200, 'Will connect to you')
}
