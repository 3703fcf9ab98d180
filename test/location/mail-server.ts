import { createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import type { Certificate } from '../../src/demo/ftp-site/certificate.ts'

/**
 * A mail server of a test: takes every mail whose account is right, and keeps what it was told. With `implicit` it speaks TLS from the
 * first byte, under that certificate.
 */
export async function mailServer(
  t: TestContext,
  account?: { username: string; password: string },
  implicit?: Certificate,
) {
  const mails: string[] = []
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const talk = (socket: Socket) => {
    sockets.add(socket)
    let rest = ''
    let mail: string | null = null
    const say = (line: string) => socket.write(`${line}\r\n`)
    say('220 test')
    socket.setEncoding('utf8').on('data', (piece: string) => {
      rest += piece
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        heard.push(line)
        if (mail !== null) {
          if (line === '.') {
            mails.push(mail)
            mail = null
            say('250 taken')
          } else mail += `${line}\n`
        } else if (/^EHLO/.test(line)) say(account ? '250-test\r\n250 AUTH PLAIN' : '250 test')
        else if (/^AUTH PLAIN /.test(line)) {
          const [, username, password] = Buffer.from(line.slice(11), 'base64').toString().split('\0')
          say(username === account?.username && password === account?.password ? '235 yes' : `535 no ${username}`)
        } else if (line === 'STARTTLS') say('502 no')
        else if (line === 'DATA') {
          mail = ''
          say('354 go on')
        } else say('250 yes')
      }
    })
    socket.on('error', () => undefined)
  }
  const server = implicit
    ? createTlsServer({ key: implicit.key, cert: implicit.certificate }, talk)
    : createServer(talk)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return { port, mails, heard }
}
