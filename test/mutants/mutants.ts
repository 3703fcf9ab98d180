// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of source text, which hold such placeholders
/** One deliberate fault: `text`, which stands exactly once in `file`, becomes `instead`. */
export type Mutant = { name: string; file: string; text: string; instead: string }

export const mutants: Mutant[] = [
  {
    name: 'an older foreign change is not owed any more once the store changed the row',
    file: 'src/merge/judge.ts',
    text: 'COALESCE(l.":tick" > v.seen_tick AND l.":origin" IS DISTINCT FROM v.store, FALSE)',
    instead: 'FALSE',
  },
  {
    name: 'rows of which something was set aside are not asked for again',
    file: 'src/merge/up-export.ts',
    text: '  if (!due) return\n',
    instead: '  if (due || !due) return\n',
  },
  {
    name: 'images before are not moved along with what was taken',
    file: 'src/merge/down-merge.ts',
    text: 'await moveImages(database, arrival, name)',
    instead: 'void moveImages',
  },
  {
    name: 'an acknowledgement forgets one batch too many',
    file: 'src/merge/up-export.ts',
    text: 'WHERE ":batch" <= $1`, acknowledged)',
    instead: 'WHERE ":batch" <= $1`, acknowledged + 1)',
  },
  {
    name: 'what a store changed comes back to it',
    file: 'src/merge/down-export.ts',
    text: '":tick" <= $2 AND ":origin" IS DISTINCT FROM $3',
    instead: '":tick" <= $2 AND ($3 = $3)',
  },
  {
    name: 'a row that came out different is not sent back to the store',
    file: 'src/merge/row-log.ts',
    text: 'v.tick, CASE WHEN ${forAll} THEN NULL ELSE v.store END,',
    instead: 'v.tick, v.store,',
  },
  {
    name: 'NULL is not a value like any other',
    file: 'src/databases/sqlite-dialect.ts',
    text: ': `${left} IS NOT ${right} COLLATE BINARY`',
    instead: ': `${left} <> ${right} COLLATE BINARY`',
  },
  {
    name: '"newest" lets the older win',
    file: 'src/merge/judge.ts',
    text: '${this.storeTime} > COALESCE(',
    instead: '${this.storeTime} < COALESCE(',
  },
  {
    name: 'a deletion takes along what the store had not seen',
    file: 'src/merge/up-merge.ts',
    text: '`WHEN ${untouched} THEN ${taken}`',
    instead: '`WHEN TRUE THEN ${taken}`',
  },
  {
    name: 'parked rows are not tried again',
    file: 'src/merge/arrived.ts',
    text: 'const waiting = await database.get(`SELECT 1 AS one FROM ${parked} LIMIT 1`)',
    instead: 'const waiting = await database.get(`SELECT 1 AS one FROM ${parked} WHERE FALSE`)',
  },
  {
    name: 'a gap in a stream goes unnoticed',
    file: 'src/transmission/stream.ts',
    text: `return arriving === number + 1 ? 'next' : 'gap'`,
    instead: `return arriving === number + 1 ? 'next' : 'next'`,
  },
  {
    name: 'a payload that comes again is applied again',
    file: 'src/transmission/stream.ts',
    text: `if (arriving <= number) return 'repeated'`,
    instead: `if (arriving <= number) return 'next'`,
  },
  {
    name: 'values that lost are not recorded',
    file: 'src/merge/conflict-records.ts',
    text: 'if (!counted?.[`c${i}`]) continue',
    instead: 'if (counted) continue',
  },
  {
    name: 'the tick a store was told up to is one too far',
    file: 'src/transmission/office-export.ts',
    text: '    number,\n    part.tick,\n',
    instead: '    number,\n    part.tick + 1,\n',
  },
  {
    name: 'rows that REPLACE takes away are not noticed',
    file: 'src/capture/triggers.ts',
    text: `trigger('replace', 'BEFORE INSERT', keyChosen, plan.evictions.map(evict)),`,
    instead: '',
  },
  {
    name: 'a payload taken back loses the older of two images',
    file: 'src/merge/take-back.ts',
    text: 'DO UPDATE SET ${sql.each(image, (name) => `${sql.name(name)} = excluded.${sql.name(name)}`)}',
    instead: 'DO NOTHING',
  },
  {
    name: 'a payload that was never sealed is not taken back',
    file: 'src/transmission/outbox.ts',
    text: 'return last?.hasFile && last.dat === null ? last : null',
    instead: 'return last?.hasFile && last.dat === null ? null : null',
  },
  {
    name: 'a file that vanished from the site is not sent again',
    file: 'src/transmission/send.ts',
    text: '  await noticeVanished(visit, stream)\n',
    instead: '',
  },
]
