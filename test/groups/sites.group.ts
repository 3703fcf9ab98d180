import { runTests } from './run-tests.ts'

await runTests('sites')
