import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

test('docs/ERRORS.md names every error code there is, once, and no other', () => {
  const source = read('src/model/errors.ts')
  const codes = [...source.matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map((match) => match[1]).sort()
  const named = [...read('docs/ERRORS.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]).sort()
  assert.ok(codes.length > 40)
  assert.deepEqual(named, codes)
})
