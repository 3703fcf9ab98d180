import { acceptServer } from './acceptance.ts'
import { aioftp } from './servers/aioftp.ts'

acceptServer(aioftp)
