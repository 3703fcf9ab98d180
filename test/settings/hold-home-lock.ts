// A second process for home-lock.test.ts: takes the lock of the folder named on the command line, and keeps it.
import { lockHome } from '../../src/settings/home-lock.ts'

lockHome(process.argv[2] ?? '')
process.stdout.write('locked\n')
setInterval(() => {}, 60_000)
