import { execFileSync } from 'node:child_process'

/** A user of the system with a random password, for servers that know no other accounts. */
export const addAccount = (username: string, password: string, root: string): void => {
  execFileSync('useradd', ['--no-create-home', '--home-dir', root, '--shell', '/bin/sh', username])
  execFileSync('chpasswd', { input: `${username}:${password}\n` })
  execFileSync('chown', [username, root])
}

/** By force: a session that is just ending would keep the account. */
export const removeAccount = (username: string): void => {
  execFileSync('userdel', ['--force', username], { stdio: 'ignore' })
}
