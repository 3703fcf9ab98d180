import { acceptServer } from './acceptance.ts'
import { nameMissingRights } from './missing-rights.ts'
import { proftpd } from './servers/proftpd.ts'

acceptServer(proftpd)
nameMissingRights(proftpd)
