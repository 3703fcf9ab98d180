import { acceptServer } from './acceptance.ts'
import { nameMissingRights } from './missing-rights.ts'
import { pureFtpd } from './servers/pure-ftpd.ts'

acceptServer(pureFtpd)
nameMissingRights(pureFtpd)
