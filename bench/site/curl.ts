import type { FileMover, SiteAccess } from './file-mover.ts'
import { runProgram } from './run-program.ts'

/** curl as it comes. What it is to do goes to its standard input, so that no password stands in a list of arguments. */
export const curl = (program: string, { host, port, username, password, caFile }: SiteAccess): FileMover => {
  const run = (options: Record<string, string>, path: string, at = port) => {
    const all = { user: `${username}:${password}`, url: `ftp://${host}:${at}/${path}`, ...options }
    const tls = caFile === null ? [] : ['ssl-reqd', `cacert = ${quoted(caFile)}`]
    const lines = [
      'silent',
      'show-error',
      ...tls,
      ...Object.entries(all).map(([name, value]) => `${name} = ${quoted(value)}`),
    ]
    // First of all arguments, -q: no configuration of whoever runs this.
    return runProgram(program, ['-q', '--config', '-'], lines)
  }
  return {
    name: 'curl',
    upload: (localFile, name) => run({ 'upload-file': localFile }, name),
    download: (name, localFile) => run({ output: localFile }, name),
    look: (folder, at) => run({ output: '-' }, `${folder}/`, at),
  }
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`
