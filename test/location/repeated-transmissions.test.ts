import { test } from 'node:test'
import { staysFlat } from './repeated-transmissions.ts'

// 2,000 of them: repeated-transmissions.long.ts
test('transmissions leave no file open behind, and no memory in use', (t) => staysFlat(t, 40))
