import { missingModules, startPythonSite } from './python-site.ts'
import type { ServerKind } from './server-kind.ts'

const noExplicit = 'aioftp has implicit TLS only'

export const aioftp: ServerKind = {
  name: 'aioftp',
  missing: () => missingModules('aioftp', 'aioftp'),
  lacks: { 'TLS 1.2': noExplicit, 'TLS 1.3': noExplicit, active: 'aioftp has passive mode only' },
  limits: ['size', 'clock'],
  canTakeAway: [],
  start: (options) => startPythonSite('aioftp', 'aioftp-site.py', options),
}
