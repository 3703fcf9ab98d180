import { acceptServer } from './acceptance.ts'
import { nameMissingRights } from './missing-rights.ts'
import { vsftpd } from './servers/vsftpd.ts'

acceptServer(vsftpd)
nameMissingRights(vsftpd)
