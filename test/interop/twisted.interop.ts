import { acceptServer } from './acceptance.ts'
import { twisted } from './servers/twisted.ts'

acceptServer(twisted)
