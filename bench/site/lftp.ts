import type { FileMover, SiteAccess } from './file-mover.ts'
import { runProgram } from './run-program.ts'

/** lftp as it comes, but without a second try. */
export const lftp = (program: string, { host, port, username, password, caFile }: SiteAccess): FileMover => {
  const tls =
    caFile === null
      ? ['set ftp:ssl-allow no']
      : ['set ftp:ssl-force yes', 'set ftp:ssl-protect-data yes', `set ssl:ca-file ${quoted(caFile)}`]
  const run = (command: string, at = port) =>
    runProgram(
      program,
      ['--norc'],
      [
        'set cmd:fail-exit yes',
        'set net:max-retries 1',
        'set net:timeout 20',
        ...tls,
        `open -p ${at} -u ${quoted(`${username},${password}`)} ${host}`,
        command,
        'bye',
      ],
    )
  return {
    name: 'lftp',
    upload: (localFile, name) => run(`put ${quoted(localFile)} -o ${quoted(name)}`),
    download: (name, localFile) => run(`get ${quoted(name)} -o ${quoted(localFile)}`),
    look: (folder, at) => run(`ls ${quoted(folder)}`, at),
  }
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`
