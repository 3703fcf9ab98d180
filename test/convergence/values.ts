import type { Value } from '../../src/databases/database.ts'
import type { TablePlan } from './plan.ts'

/** The keys that histories are about: few, so that everybody meets. */
export function keyValues(kind: TablePlan['key'], n: number): Value[] {
  const i = n % 3
  switch (kind) {
    case 'text':
      return [['x', `y's`, 'z ü'][i] as string]
    case 'integer':
      return [BigInt(i + 1)]
    case 'text and integer':
      return [['x', 'x', ''][i] as string, BigInt([1, -2, 1][i] as number)]
    case 'real':
      return [[0.1, 1e300, -2.5][i] as number]
    case 'blob':
      return [Buffer.from([['00ff'], [''], ['41']][i]?.[0] ?? '', 'hex')]
  }
}

/** The n-th value that somebody types: no two are alike, and every column type gets its awkward ones. */
export function typedValue(declared: string, n: number): Value {
  const type = declared.toUpperCase()
  if (type.includes('INT')) return n % 5 === 0 ? 9007199254740993n + BigInt(n) : BigInt(n)
  if (type.includes('CHAR') || type.includes('TEXT')) return `v${n}${['', 'É', '\u0000', ' ', `'`][n % 5]}`
  if (type.includes('REAL')) return n + 0.1
  if (type.includes('BLOB')) return Buffer.from(`b${n}`)
  return [BigInt(n), `t${n}`, n + 0.5, Buffer.from(`b${n}`)][n % 4] as Value
}

/** Few values, that look alike where the column allows it: 1, 1.0, '1'. */
export function fewValue(declared: string, n: number): Value {
  const type = declared.toUpperCase()
  if (type.includes('BLOB')) return Buffer.from([n % 2])
  if (type.includes('CHAR') || type.includes('TEXT')) return ['a', 'A', ''][n % 3] as string
  if (type.includes('INT')) return BigInt(n % 3)
  if (type.includes('REAL')) return n % 3
  return [1n, 1, '1', Buffer.from('1')][n % 4] as Value
}
