import { execFileSync } from 'node:child_process'

/** As the system keeps passwords (SHA-512, crypt). The password goes in by standard input, never as an argument. */
export const hashOf = (password: string): string =>
  execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: `${password}\n`, encoding: 'utf8' }).trim()
