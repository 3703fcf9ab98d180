import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { asked, done, failure, folderFor, officeAt, PASSWORD, run, seen, startSite } from './command-runs.ts'

/** A database nobody here designed. */
const STRANGE_SHOP = `
  CREATE TABLE "Order" ("Group" INTEGER, "select" TEXT, "it's ""odd""" REAL, PRIMARY KEY ("Group", "select"));
  CREATE TABLE "kunden & söhne" (id INTEGER PRIMARY KEY, "voller name" TEXT NOT NULL, telefon, bild BLOB);
  CREATE TABLE "stock list" (code TEXT PRIMARY KEY, qty INTEGER) WITHOUT ROWID;
  CREATE TABLE scribbles (note TEXT);
  INSERT INTO "Order" VALUES (1, 'a', 0.5), (1, 'b', 9007199254740993), (2, 'a', NULL);
  INSERT INTO "kunden & söhne" VALUES (1, 'O''Neill "the boss"', '555-0100', x'00ff'), (9007199254740993, '', 5, NULL);
  INSERT INTO "stock list" VALUES ('A-1', 4);
  INSERT INTO scribbles VALUES ('call back');
`

type Result = { received: { rows: number }; sent: { rows: number }; conflicts: number; problems: unknown[] }

test('a network is set up, transmits both ways, settles a conflict and can be looked into', async (t) => {
  const folder = folderFor(t)
  const site = await startSite()
  t.after(() => site.close())
  const [office, store, shopFile] = [join(folder, 'office'), join(folder, 'store'), join(folder, 'shop.db')]
  const shop = new DatabaseSync(shopFile)
  t.after(() => shop.close())
  shop.exec(STRANGE_SHOP)
  const transmit = (home: string) => asked<Result>(['transmit', '--home', home])

  await officeAt(office, site)
  assert.match(await done(['site', 'test', '--home', office]), /✓ sign-in[\s\S]*Ready/)
  const code = await asked(['site', 'show', '--home', office])
  await done(['replica', 'set', '--default', '--rule', 'ask', '--home', office])

  const init = await run(['init', 'store', '--home', store, '--database', shopFile, '--name', 'Elm Street'])
  assert.equal(init.code, 0, init.stderr)
  assert.match(init.stdout, /3 tables can transmit[\s\S]*scribbles has no key/)

  const text = join(folder, 'invitation.txt')
  const invited = await asked<{ passphrase: string; store: { guid: string } }>([
    'invite',
    '--home',
    office,
    '--number',
    '007',
    '--name',
    'Elm Street',
    '--out',
    text,
  ])
  const passphrase = invited.passphrase
  assert.ok(!readFileSync(text, 'utf8').includes(passphrase))
  const joined = await done(['join', text, '--home', store, '--passphrase-stdin'], { input: `${passphrase}\n` })
  assert.match(joined, /Joined as store 0000007/)
  assert.equal((await asked(['site', 'show', '--home', store])).settingsCode, code.settingsCode)

  const first = await transmit(store)
  assert.equal(first.sent.rows, 6)
  assert.equal((await transmit(office)).received.rows, 6)
  await transmit(store)

  await t.test('an edit at the office arrives at the store, one at the store at the office', async () => {
    atOffice(office, `UPDATE "stock list" SET qty = 11 WHERE code = 'A-1'`)
    shop.exec(`INSERT INTO "Order" VALUES (3, 'c''"', 1e300); DELETE FROM "Order" WHERE "Group" = 2`)
    await transmit(store)
    await transmit(office)
    await transmit(store)
    assert.equal(shop.prepare('SELECT qty FROM "stock list"').get()?.qty, 11)
    assert.deepEqual(
      readOffice(office, 'SELECT "Group" AS "group", "select" AS "by" FROM "Order" ORDER BY 1, 2').map((row) => ({
        ...row,
      })),
      [
        { group: 1, by: 'a' },
        { group: 1, by: 'b' },
        { group: 3, by: `c'"` },
      ],
    )
  })

  await t.test('a conflict is decided with a third value, and the store sees it', async () => {
    atOffice(office, `UPDATE "kunden & söhne" SET telefon = '555-0111' WHERE id = 1`)
    shop.exec(`UPDATE "kunden & söhne" SET telefon = '555-0122' WHERE id = 1`)
    await transmit(store)
    assert.equal((await transmit(office)).conflicts, 1)
    const [conflict] = await asked<{ id: number; officeValue: string; storeValue: string }[]>([
      'conflicts',
      'list',
      '--home',
      office,
    ])
    assert.deepEqual([conflict?.officeValue, conflict?.storeValue], ['555-0111', '555-0122'])
    assert.match(await done(['stores', '--home', office]), /0000007 .*Elm Street .*joined/)
    assert.match(await done(['conflicts', 'show', String(conflict?.id), '--home', office]), /OPEN/)
    const decided = await done(['conflicts', 'resolve', String(conflict?.id), '--value', '555-0133', '--home', office])
    assert.match(decided, /decided: '555-0133'/)
    await transmit(office)
    await transmit(store)
    assert.equal(shop.prepare('SELECT telefon FROM "kunden & söhne" WHERE id = 1').get()?.telefon, '555-0133')
    assert.match(await done(['conflicts', '--home', office]), /No conflict is open/)
    assert.match(await done(['conflicts', 'list', '--all', '--home', office]), /decided: '555-0133'/)
  })

  await t.test('a backup copy shows the rows, at the store and at the office', async () => {
    await Promise.all(
      [store, office].map(async (home) => {
        const copy = join(home, 'backups', readdirSync(join(home, 'backups')).sort()[0] ?? '')
        const shown = await done(['payload', copy, '--table', 'kunden & söhne', '--home', home])
        assert.match(shown, /insert kunden & söhne: 2 rows/)
        assert.match(shown, /id 9007199254740993, voller name '', telefon 5, bild NULL/)
        assert.match(shown, /O'Neill "the boss"/)
        type Looked = { tables: { name: string; shown: { id: unknown; bild: unknown }[] }[] }
        const [looked] = await asked<Looked[]>(['payload', copy, '--rows', '2', '--home', home])
        const customers = looked?.tables.find(({ name }) => name.startsWith('kunden'))?.shown
        assert.deepEqual(
          customers?.map((row) => row.id),
          [1, '9007199254740993'],
        )
        assert.deepEqual(customers?.[0]?.bild, { base64: 'AP8=' })
        assert.ok(
          !readdirSync(join(home, 'work')).some((name) => name.startsWith('look-') || name.endsWith('.payload')),
        )
      }),
    )
  })

  await t.test('a table or column that no store has shown is refused, with the names that come near', async () => {
    const table = await failure(['replica', 'set', 'stok list', '--sharing', 'shared', '--home', office])
    assert.deepEqual([table.code, table.exit], ['TABLE_UNKNOWN', 1])
    assert.match(table.hint, /Is it stock list/)
    const column = await failure(['replica', 'set', 'stock list', '--column', 'qtty=leave-out', '--home', office])
    assert.match(column.hint, /Is it qty/)
    assert.equal((await asked(['replica', 'list', '--home', office])).version, 2)
  })

  await t.test('status and log tell what happened', async () => {
    const status = await asked(['status', '--home', store])
    assert.equal(status.joined, true)
    assert.deepEqual(
      (status.refusedTables as { table: string }[]).map(({ table }) => table),
      ['scribbles'],
    )
    const shown = await done(['status', '--home', store])
    assert.match(shown, /Last transmission {2}\d{4}-.* completed/)
    assert.match(shown, /On the site {8}[\d.]+ MB of 1,000 MB \(0 %\)\n/)
    const log = await done(['log', '--home', office, '--lines', '200'])
    assert.match(log, /info {3}import {3}store 0000007: payload 1: 6 rows/)
    assert.match(log, /completed/)
  })

  await t.test('the allowance is changed in megabytes, and stores are told against it', async () => {
    await done(['allowance', '2000', '--home', office])
    const stores = await asked<{ onSite: { bytes: number } }[]>(['stores', '--home', office])
    const [{ bytes, ...rest }] = stores.map(({ onSite }) => onSite) as [{ bytes: number }]
    assert.ok(bytes < 10_000)
    assert.deepEqual(rest, { heldBack: false, allowanceBytes: 2e9, nearlyFull: false })
    const refused = await failure(['allowance', '20', '--home', office])
    assert.deepEqual([refused.code, refused.exit], ['USAGE', 2])
    assert.match(refused.message, /three chunks/)
  })

  await t.test('no password, passphrase or key stands in an argument, an output or a log', async () => {
    const secretsOf = (home: string) =>
      JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')) as Record<string, string>
    const secrets = [PASSWORD, secretsOf(office).networkKey, secretsOf(store).storeKey] as string[]
    const logs = [office, store].flatMap((home) =>
      readdirSync(join(home, 'log')).map((name) => readFileSync(join(home, 'log', name), 'utf8')),
    )
    for (const secret of secrets) {
      assert.ok(secret.length > 8)
      assert.deepEqual(
        [...seen, ...logs].filter((text) => text.includes(secret)),
        [],
      )
    }
    // The passphrase is printed once: to the owner who invites.
    assert.equal([...seen, ...logs].filter((text) => text.includes(passphrase)).length, 1)
  })
})

function atOffice(home: string, sql: string): void {
  const database = new DatabaseSync(join(home, 'office.db'))
  database.exec(sql)
  database.close()
}

function readOffice(home: string, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(join(home, 'office.db'))
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}
