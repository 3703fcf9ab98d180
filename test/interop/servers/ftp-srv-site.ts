import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** Runs one FTP site with ftp-srv. The only argument is a JSON file that says how; see ftp-srv.ts. */

type How = { address: string; port: number; root: string; username: string; password: string; modules: string }

const how: How = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
// It has no types, and lies outside this project.
const FtpSrv = createRequire(how.modules)('ftp-srv')

const host = how.address.includes(':') ? `[${how.address}]` : how.address
const silent = Object.fromEntries(
  ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => [level, () => {}]),
)
const log = { ...silent, child: () => log }
const server = new FtpSrv({ url: `ftp://${host}:${how.port}`, pasv_url: how.address, log, anonymous: false })
server.on(
  'login',
  (
    { username, password }: { username: string; password: string },
    accept: (account: { root: string }) => void,
    reject: (error: Error) => void,
  ) => {
    if (username === how.username && password === how.password) accept({ root: how.root })
    else reject(new Error('Not this account'))
  },
)
await server.listen()
