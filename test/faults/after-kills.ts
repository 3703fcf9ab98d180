import { DatabaseSync } from 'node:sqlite'
import type { SiteNetwork } from './site-network.ts'

/** What went wrong, in words. */
export type AfterKills = { lost: string[]; doubled: string[]; stuck: string[] }

const FROM_SHOP = `SELECT 'order ' || id AS id, total AS value FROM orders
  UNION ALL SELECT id, name FROM customers WHERE id LIKE 'shop %'`
const FROM_OFFICE = `SELECT code AS id, price AS value FROM prices
  UNION ALL SELECT id, name FROM customers WHERE id LIKE 'office %'`

/** Lets everybody visit, and compares the rows of both with what those who made them noted with every edit. */
export async function afterKills(network: SiteNetwork, officeFile: string): Promise<AfterKills> {
  const after: AfterKills = { lost: [], doubled: [], stuck: [] }
  // The last kill may have left half a manifest on the site: to its receiver one that is still on its way.
  const problems = await network.settle()
  after.stuck.push(...problems.filter((code) => code !== 'PAYLOAD_NOT_AUTHENTIC'), ...(await network.settle()))
  after.stuck.push(...network.payloads().map((file) => `${file} stays on the site`))
  const conflicts = await network.conflicts()
  if (conflicts > 0) after.doubled.push(`${conflicts} conflicts, though nobody contradicted anybody`)
  const shopFile = network.shop.file
  for (const [maker, rows] of [
    [shopFile, FROM_SHOP],
    [officeFile, FROM_OFFICE],
  ] as const) {
    const noted = read(maker, 'SELECT id, value FROM control')
    if (noted.size === 0) after.stuck.push(`nobody wrote into ${maker}`)
    for (const file of [shopFile, officeFile]) {
      const has = read(file, rows)
      for (const [id, value] of noted)
        if (!has.has(id) || has.get(id) !== value) after.lost.push(`${id} ${value} in ${file}`)
      for (const id of has.keys()) if (!noted.has(id)) after.doubled.push(`${id} in ${file}`)
    }
  }
  return after
}

function read(file: string, sql: string): Map<string, string> {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return new Map(
      database
        .prepare(sql)
        .all()
        .map(({ id, value }) => [String(id), String(value)]),
    )
  } finally {
    database.close()
  }
}
