import { acceptServer } from './acceptance.ts'
import { nameMissingRights } from './missing-rights.ts'
import { pyftpdlib } from './servers/pyftpdlib.ts'

acceptServer(pyftpdlib)
nameMissingRights(pyftpdlib)
