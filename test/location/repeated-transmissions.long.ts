import { test } from 'node:test'
import { staysFlat } from './repeated-transmissions.ts'

test('2,000 transmissions in one process leave no file open behind, and no memory in use', (t) => staysFlat(t, 2_000))
