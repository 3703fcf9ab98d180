import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
type Packages = { packages: Record<string, { optional?: boolean; engines?: { node?: string } }> }

/** The parts of npm's ranges that packages use: `>=20`, `^20.19.0 || >=22.12.0`, `>=18 <25`, `18 || 20`, `*`. */
function accepts(range: string, major: number): boolean {
  const one = (comparator: string): boolean => {
    const [, sign = '', digits = ''] = /^(\^|~|>=|>|<=|<|=)?\s*v?(\d+|\*|x)/.exec(comparator) ?? []
    if (digits === '*' || digits === 'x') return true
    const bound = Number(digits)
    if (sign.startsWith('>')) return major >= bound
    return sign.startsWith('<') ? major < bound : major === bound
  }
  const alternatives = range.replaceAll(/(>=|<=|>|<|\^|~)\s+/g, '$1').split('||')
  return alternatives.some((alternative) => alternative.trim().split(/\s+/).every(one))
}

test("npm ci begins without a warning on the README's Node.js: nothing that it installs asks for a newer one", () => {
  const [, named = ''] = /Node\.js \((\d+) or newer\)/.exec(read('README.md')) ?? []
  const major = Number(named)
  assert.ok(major > 0, 'the README names a version')
  const { devEngines } = JSON.parse(read('package.json')) as { devEngines?: { runtime: { version: string } } }
  assert.ok(accepts(devEngines?.runtime.version ?? '', major), 'devEngines stands for engines where npm ci is run')
  const { packages } = JSON.parse(read('package-lock.json')) as Packages
  const others = Object.entries(packages).filter(([path, { optional }]) => path !== '' && !optional)
  assert.ok(others.length > 100)
  const newer = others.filter(([, { engines }]) => !accepts(engines?.node ?? '*', major))
  assert.deepEqual(
    newer.map(([path]) => path),
    [],
  )
  assert.ok(!accepts('>=22.12.0', major), 'one that asks for more would be found')
})
