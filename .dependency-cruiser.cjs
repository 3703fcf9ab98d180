// Imports point downward only (docs/ARCHITECTURE.md). Each folder names the folders it may import.
const mayImport = {
  model: [],
  files: [],
  threads: ['model'],
  databases: ['model'],
  payload: ['model', 'threads', 'files'],
  site: ['model', 'files'],
  settings: ['model', 'files'],
  capture: ['databases', 'model'],
  merge: ['databases', 'capture', 'model'],
  transmission: ['model', 'databases', 'payload', 'site', 'settings', 'capture', 'merge', 'files'],
  location: ['model', 'databases', 'payload', 'site', 'settings', 'capture', 'merge', 'transmission', 'files'],
  demo: ['web', 'location', 'model', 'databases', 'payload', 'site', 'settings', 'capture', 'merge', 'transmission', 'files'],
  web: ['location', 'model', 'threads', 'databases', 'payload', 'site', 'settings', 'capture', 'merge', 'transmission', 'files'],
  cli: [
    'web',
    'location',
    'demo',
    'model',
    'databases',
    'payload',
    'site',
    'settings',
    'capture',
    'merge',
    'transmission',
    'files',
  ],
}

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-dev-packages', severity: 'error', from: { path: '^src' }, to: { dependencyTypes: ['npm-dev'] } },
    { name: 'no-tests-in-src', severity: 'error', from: { path: '^src' }, to: { path: '^(test|bench)/' } },
    ...Object.entries(mayImport).map(([folder, allowed]) => ({
      name: `${folder}-imports-downward`,
      comment: `src/${folder} may import ${allowed.length ? allowed.map((a) => `src/${a}`).join(', ') : 'no other folder'}`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: { path: '^src/', pathNot: `^src/(${[folder, ...allowed].join('|')})/` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
