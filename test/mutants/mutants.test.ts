import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { mutants } from './mutants.ts'

const root = join(import.meta.dirname, '..', '..')

test('every deliberate fault still fits the source: one that does not proves nothing', () => {
  const unfit = mutants.filter(({ file, text }) => readFileSync(join(root, file), 'utf8').split(text).length !== 2)
  assert.deepEqual(
    unfit.map(({ name }) => name),
    [],
  )
})
