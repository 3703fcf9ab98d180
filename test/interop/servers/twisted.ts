import { missingModules, startPythonSite } from './python-site.ts'
import { noTls, type ServerKind } from './server-kind.ts'

export const twisted: ServerKind = {
  name: "Twisted's",
  missing: () => missingModules("Twisted's", 'twisted.protocols.ftp'),
  lacks: { ...noTls("Twisted's FTP server"), '::1': "Twisted's FTP server knows neither EPSV nor EPRT" },
  limits: ['list', 'resume'],
  canTakeAway: [],
  start: (options) => startPythonSite('twisted', 'twisted-site.py', options),
}
