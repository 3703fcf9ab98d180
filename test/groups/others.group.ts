import { runTests } from './run-tests.ts'

await runTests('others')
