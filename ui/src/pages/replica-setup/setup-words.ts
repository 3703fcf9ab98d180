import type { ConflictRule, Sharing } from '../../../../src/web/contract/replica-setup.ts'

export const sharings: { value: Sharing; label: string }[] = [
  { value: 'store', label: "store: each store's own rows" },
  { value: 'shared', label: 'shared: one set for everyone' },
  { value: 'office', label: 'office: kept at the office' },
  { value: 'lookup', label: 'lookup: own rows, others read them' },
]

export const rules: { value: ConflictRule; label: string }[] = [
  { value: 'newest', label: 'newest: the later change wins' },
  { value: 'office', label: "office: the office's value stands" },
  { value: 'store', label: "store: the store's value wins" },
  { value: 'ask', label: 'ask: a person decides' },
]

/** '' = every side. */
export const setBys: { value: '' | 'store' | 'office'; label: string }[] = [
  { value: '', label: 'anyone sets it' },
  { value: 'store', label: 'only the store sets it' },
  { value: 'office', label: 'only the office sets it' },
]
