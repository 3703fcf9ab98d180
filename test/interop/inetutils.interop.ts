import { acceptServer } from './acceptance.ts'
import { inetutils } from './servers/inetutils.ts'

acceptServer(inetutils)
