import { acceptServer } from './acceptance.ts'
import { ftpSrv } from './servers/ftp-srv.ts'

acceptServer(ftpSrv)
