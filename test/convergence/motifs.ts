import fc from 'fast-check'
import { type About, seldom } from './plan-arbitrary.ts'
import {
  editAt,
  inAllColumns,
  inOrder,
  joined,
  type Kind,
  mostly,
  sometimes,
  visit,
  withOther,
} from './statement-arbitrary.ts'
import { type Step, statementKinds } from './story.ts'

/** What a store has in a column that it has just got reaches the office; another store, which lacks it, edits the row meanwhile. */
const grownElsewhere: fc.Arbitrary<Step[]> = fc
  .record({ grows: fc.nat(2), ahead: fc.nat(2), key: fc.nat(2) })
  .chain(({ grows, ahead, key }) => {
    const other = ((grows + 1 + ahead) % 3) + 1
    return joined(
      fc.constant<Step[]>([{ what: 'grow', where: grows, table: 0 }]),
      inOrder(editAt(grows + 1, ['update', 'update', 'insert', 'upsert'], 'growth', key)),
      fc.constant([visit(grows + 1), visit(0)]),
      inOrder(editAt(other, ['delete', 'delete', 'delete', 'update'], 'growth', key)),
      fc.constant([visit(other), visit(0)]),
    )
  })

/** The office sets a value in a column that the row's store lacks; the store edits the row, and gets the column, before or after. */
const grownLater: fc.Arbitrary<Step[]> = fc
  .record({ first: fc.nat(2), ahead: fc.nat(1), key: fc.nat(1) })
  .chain(({ first, ahead, key }) => {
    const late = (first + 1 + ahead) % 3
    const told = fc.constant<Step[]>([visit(0), visit(late + 1)])
    const heard = fc.constant<Step[]>([visit(late + 1), visit(0)])
    const edits = inOrder(editAt(late + 1, ['update', 'update', 'replace', 'insert', 'delete'], 'growth', key))
    const grows = fc.constant<Step[]>([{ what: 'grow', where: late, table: 0 }])
    return joined(
      fc.constant<Step[]>([{ what: 'grow', where: first, table: 0 }, visit(first + 1), visit(0)]),
      inOrder(editAt(0, ['update', 'update', 'insert', 'upsert'], 'growth', key, late)),
      ...[sometimes(told), sometimes(joined(edits, heard)), grows],
      ...[sometimes(edits), heard, sometimes(joined(edits, heard)), told],
    )
  })

/**
 * A store has got a column that the office does not know yet, and keeps a row back; the office enters one of its key that is the same as far
 * as it knows, or takes its place.
 */
const keptBackGrown: fc.Arbitrary<Step[]> = fc
  .record({ store: fc.integer({ min: 1, max: 3 }), key: fc.nat(2), nulls: fc.constantFrom(1, 3, 7) })
  .chain(({ store, key, nulls }) => {
    const edits = (...kinds: Kind[]) => inOrder(editAt(store, kinds, 'growth', key))
    return joined(
      fc.constant<Step[]>([
        { what: 'fault', fault: 'hold', which: 0, bit: store - 1 },
        { what: 'grow', where: store - 1, table: 0 },
      ]),
      inOrder(editAt(store, ['insert', 'replace'], 'growth', key).map((step) => inAllColumns(step, nulls))),
      sometimes(edits('update', 'update', 'upsert')),
      mostly(fc.constant<Step[]>([visit(store)])),
      sometimes(edits('delete', 'update')),
      inOrder(editAt(0, ['insert', 'upsert'], 'growth', key, store - 1).map((step) => inAllColumns(step, 31))),
      fc.constant<Step[]>([visit(0), visit(store)]),
    )
  })

/** Somebody sets a value in a column that a store does not have; told of the row or not, it edits it, or does not, and deletes it. */
const neverSeen: fc.Arbitrary<Step[]> = fc
  .record({ first: fc.nat(2), ahead: fc.nat(1), key: fc.nat(1), office: fc.boolean() })
  .chain(({ first, ahead, key, office }) => {
    const store = ((first + 1 + ahead) % 3) + 1
    const grows = (): Step => ({ what: 'grow', where: first, table: 0 })
    const edits = (where: number, ...kinds: Kind[]) =>
      inOrder(
        editAt(where, kinds, 'growth', key, store - 1).map((step) => inAllColumns(step)),
        fc.constant(visit(where)),
      )
    const told = fc.constant<Step[]>([visit(0), visit(store)])
    return joined(
      edits(store, 'insert'),
      fc.constant<Step[]>([...Array.from({ length: 2 }, grows), visit(first + 1), visit(0)]),
      ...[office ? told : fc.constant<Step[]>([visit(first + 1)]), edits(office ? 0 : first + 1, 'update')],
      ...[mostly(told), mostly(joined(edits(store, 'update', 'update', 'replace'), told))],
      ...[edits(store, 'delete', 'delete', 'update'), told],
    )
  })

/** A location goes on after a backup, is put back to it, and goes on from there. */
const putBack: fc.Arbitrary<Step[]> = fc
  .record({ where: fc.nat(3), which: fc.constantFrom(0, 0, 0, 1, 2), home: seldom(3) })
  .chain(({ where, which, home }) => {
    const somewhere = fc.nat(3).chain((at) => fc.nat(2).chain((key) => editAt(at, statementKinds, 'restores', key)))
    const here = fc.nat(2).chain((key) => editAt(where, statementKinds, 'restores', key))
    return joined(
      fc.constant<Step[]>([{ what: 'back up', where, which, home }]),
      inOrder(here, fc.constant(visit(where)), somewhere, fc.nat(3).map(visit)),
      fc.constant<Step[]>([{ what: 'restore', where, which, home }]),
      sometimes(inOrder(here)),
      fc.constant([visit(where)]),
    )
  })

/**
 * A computer is put back, home folder and all, and what it left on the site to know itself by has gone. What it sent after the backup
 * has been taken and acknowledged by then, so that no file on the site tells of it either.
 */
const putBackUnseen: fc.Arbitrary<Step[]> = fc.nat(3).chain((where) => {
  const other = where === 0 ? fc.integer({ min: 1, max: 3 }) : fc.constant(0)
  const here = fc.nat(2).chain((key) => editAt(where, statementKinds, 'restores', key))
  const sends = inOrder(here, fc.constant(visit(where)))
  const taken = inOrder(other.map(visit), fc.constant(visit(where)))
  const copy = (what: 'back up' | 'restore') => fc.constant<Step[]>([{ what, where, which: 0, home: true }])
  const lose = fc.constant<Step[]>([{ what: 'fault', fault: 'lose the marks', which: 0, bit: 0 }])
  return joined(...[copy('back up'), sends, taken], ...[copy('restore'), lose, sends, sometimes(sends), taken])
})

/** What a store has sent of a table is still on its way when the office says that its rows are told apart otherwise, or go nowhere. */
const underWay: fc.Arbitrary<Step[]> = fc
  .record({
    store: fc.integer({ min: 1, max: 3 }),
    key: fc.nat(2),
    sharing: fc.constantFrom('store', 'shared', 'shared', 'shared', 'lookup', 'none'),
  })
  .chain(({ store, key, sharing }) =>
    joined(
      inOrder(editAt(store, ['insert', 'replace', 'update'], 'setup', key)),
      fc.constant<Step[]>([
        visit(store),
        { what: 'setup', table: 0, column: 0, change: { of: 'sharing', sharing } },
        visit(0),
      ]),
      mostly(inOrder(editAt(store, ['delete', 'delete', 'delete', 'update'], 'setup', key))),
      sometimes(inOrder(fc.constant(visit(store)), editAt(store, ['insert', 'update', 'delete'], 'setup', key))),
    ),
  )

/** What a store has told of its rows already is to be looked up by the others from now on. */
const lookedUp: fc.Arbitrary<Step[]> = fc
  .record({ store: fc.nat(2), ahead: fc.nat(1), key: fc.nat(2) })
  .chain(({ store, ahead, key }) =>
    joined(
      inOrder(editAt(store + 1, ['insert', 'replace', 'update'], 'setup', key)),
      fc.constant<Step[]>([
        ...[visit(store + 1), visit(0)],
        { what: 'setup', table: 0, column: 0, change: { of: 'sharing', sharing: 'lookup' } },
        ...[visit(0), visit(((store + 1 + ahead) % 3) + 1)],
      ]),
    ),
  )

/** Two backups of two lives that both began from the first of them, put back one after the other. */
const putBackTwice: fc.Arbitrary<Step[]> = fc.nat(3).chain((where) => {
  const goesOn = fc
    .nat(2)
    .chain((key) =>
      inOrder(editAt(where, statementKinds, 'restores', key), fc.constant(visit(where)), fc.nat(3).map(visit)),
    )
  const copy = (what: 'back up' | 'restore', which = 0) => fc.constant<Step[]>([{ what, where, which, home: false }])
  return joined(
    ...[copy('back up'), goesOn, copy('restore'), goesOn, copy('back up'), goesOn],
    ...[copy('restore', 1), goesOn, copy('restore'), goesOn],
  )
})

/** A store dies between making a payload and sealing it, and its shop edits the same row again. */
const cutOff: fc.Arbitrary<Step[]> = fc
  .record({ store: fc.integer({ min: 1, max: 3 }), key: fc.nat(2) })
  .chain(({ store, key }) => {
    const edits = inOrder(editAt(store, statementKinds, 'all', key))
    const dies = fc
      .constantFrom(0, 0, 1, 2)
      .map((after): Step[] => [{ what: 'visit', where: store, crash: { during: 'site', after } }])
    return joined(edits, dies, edits, fc.constant<Step[]>([visit(store), visit(0)]))
  })

/** The office edits a row of a store, which edits it as well: before it is told, or after. */
const bothEdit: fc.Arbitrary<Step[]> = fc
  .record({ store: fc.integer({ min: 1, max: 3 }), key: fc.nat(2), told: fc.boolean() })
  .chain(({ store, key, told }) => {
    const office = editAt(0, ['update', 'update', 'upsert', 'insert'], 'all', key, store - 1)
    const here = editAt(store, ['update', 'update', 'delete', 'replace'], 'all', key)
    const hears = fc.constant<Step[]>([visit(0), visit(store)])
    const answers = fc.constant<Step[]>([visit(store), visit(0)])
    return told
      ? joined(inOrder(office), hears, inOrder(here), answers)
      : joined(inOrder(here, office), hears, fc.constant([visit(0)]))
  })

/** The office forgets a row of one store that it has told another store of, and that changes before it hears of it again. */
const officePutBack: fc.Arbitrary<Step[]> = fc
  .record({ store: fc.nat(2), ahead: fc.nat(1), key: fc.nat(1) })
  .chain(({ store, ahead, key }) => {
    const [owner, other] = [store + 1, ((store + 1 + ahead) % 3) + 1]
    const copy = (what: 'back up' | 'restore') => fc.constant<Step[]>([{ what, where: 0, which: 0, home: false }])
    return joined(
      copy('back up'),
      inOrder(editAt(owner, ['insert', 'update', 'replace'], 'restores', key)),
      fc.constant([visit(owner), visit(0), visit(other)]),
      copy('restore'),
      sometimes(inOrder(editAt(owner, ['delete', 'delete', 'update'], 'restores', key))),
      fc.constant([visit(0), visit(owner), visit(0), visit(other)]),
    )
  })

/** The office enters a row of a store whose load has not come to the key; the shop enters one, or deletes it, meanwhile. */
const aheadOfLoad: fc.Arbitrary<Step[]> = fc
  .record({ store: fc.integer({ min: 1, max: 3 }), key: fc.nat(2) })
  .chain(({ store, key }) =>
    joined(
      inOrder(editAt(0, ['insert', 'insert', 'upsert'], 'loads', key, store - 1)),
      fc.constant<Step[]>([visit(0), visit(store)]),
      sometimes(inOrder(editAt(store, ['delete', 'delete', 'insert', 'update'], 'loads', key))),
      fc.constant<Step[]>([visit(store)]),
      sometimes(inOrder(editAt(store, ['delete', 'insert', 'insert'], 'loads', key))),
    ),
  )

/**
 * The office enters a row of a store that is on its way to it with a piece of a load, and held up; the store hears of it, and the rows may
 * have come to be told apart otherwise before the piece arrives.
 */
const loadUnderWay: fc.Arbitrary<Step[]> = fc
  .record({
    store: fc.integer({ min: 1, max: 2 }),
    key: fc.nat(2),
    sharing: fc.constantFrom('shared' as const, 'shared' as const, 'shared' as const, 'lookup' as const),
  })
  .chain(({ store, key, sharing }) =>
    joined(
      fc.constant<Step[]>([
        { what: 'fault', fault: 'hold', which: 0, bit: store - 1 },
        ...[visit(store), visit(store)],
      ]),
      sometimes(inOrder(editAt(store, ['update', 'update', 'upsert'], 'loads', key))),
      sometimes(fc.constant<Step[]>([visit(store)])),
      inOrder(editAt(0, ['insert', 'insert', 'upsert'], 'loads', key, store - 1)),
      fc.constant<Step[]>([visit(0), visit(store)]),
      sometimes(inOrder(editAt(store, ['delete', 'update', 'insert'], 'loads', key))),
      mostly(
        fc.constant<Step[]>([
          { what: 'setup', table: 0, column: 0, change: { of: 'sharing', sharing } },
          { what: 'fault', fault: 'release', which: 0, bit: store - 1 },
        ]),
      ),
      fc.constant<Step[]>([visit(0), visit(store)]),
    ),
  )

/** A row that refers to itself gets another key, told of before or not. */
const ownParent: fc.Arbitrary<Step[]> = fc
  .record({ store: fc.integer({ min: 1, max: 3 }), key: fc.nat(2), ahead: fc.integer({ min: 1, max: 2 }) })
  .chain(({ store, key, ahead }) => {
    const other = (key + ahead) % 3
    return joined(
      inOrder(editAt(store, ['insert', 'replace'], 'references', key).map((step) => withOther(step, key))),
      sometimes(fc.constant<Step[]>([visit(store), visit(0)])),
      inOrder(editAt(store, ['rekey'], 'references', key).map((step) => withOther(step, other))),
      fc.constant<Step[]>([visit(store), visit(0)]),
    )
  })

/** Steps that belong together, in a history about something. */
export const motifs: Partial<Record<About, fc.Arbitrary<Step[]>>> = {
  all: fc.oneof(cutOff, bothEdit),
  growth: fc.oneof(grownElsewhere, grownLater, keptBackGrown),
  setup: fc.oneof(underWay, lookedUp),
  references: ownParent,
  restores: fc.oneof(
    { weight: 3, arbitrary: putBack },
    { weight: 1, arbitrary: putBackTwice },
    { weight: 2, arbitrary: officePutBack },
    { weight: 4, arbitrary: putBackUnseen },
  ),
}

/** The same at the beginning. Some are too late further on: all stores have got the columns, or are loaded. */
export const openings: Partial<Record<About, fc.Arbitrary<Step[]>>> = {
  growth: fc.oneof({ weight: 2, arbitrary: neverSeen }, { weight: 1, arbitrary: keptBackGrown }),
  loads: fc.oneof(aheadOfLoad, loadUnderWay),
  setup: underWay,
}
