import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type KnownMarks,
  type Mark,
  NO_TOKEN,
  nextMark,
  overrule,
  showsAnother,
  showsTurns,
  suspicious,
} from '../../src/transmission/mark-judgement.ts'

const mark = (count: number, token: string): Mark => ({ count, token })
const known: KnownMarks = { last: mark(10, 'a'), begun: mark(11, 'b') }

const shows = (marks: KnownMarks, found: Mark[]): boolean => showsAnother(marks, suspicious(marks, found))

test('its own marks show a store nobody else, whether the latest reached the site or not', () => {
  for (const found of [[], [mark(10, 'a')], [mark(11, 'b')], [mark(10, 'a'), mark(11, 'b')]])
    assert.equal(shows(known, found), false)
})

test('a mark as new as its own, of other making, shows another computer', () => {
  for (const foreign of [mark(11, 'x'), mark(12, 'x'), mark(10, 'x')]) assert.equal(shows(known, [foreign]), true)
})

test('an old mark that was put back shows nobody', () => {
  assert.equal(shows(known, [mark(9, 'x')]), false)
  assert.equal(shows(known, [mark(11, 'b'), mark(10, 'x')]), false)
})

test('marks count up; one that never reached the site is left again', () => {
  assert.deepEqual(nextMark(known, [mark(11, 'b')], 'c'), { last: mark(11, 'b'), begun: mark(12, 'c') })
  assert.deepEqual(nextMark(known, [mark(10, 'a')], 'c'), known)
  assert.deepEqual(nextMark(known, [], 'c'), known)
})

test('a store without marks goes on from those on the site, and no forged one uses up the numbers', () => {
  assert.deepEqual(nextMark(null, [], 'c'), { last: null, begun: mark(1, 'c') })
  assert.deepEqual(nextMark(null, [mark(3, 'x'), mark(7, 'y'), mark(999_999_999, 'z')], 'c'), {
    last: mark(7, 'y'),
    begun: mark(8, 'c'),
  })
})

test('of two computers with the same past, the second to come sees the first', () => {
  const first = nextMark(known, [mark(11, 'b')], 'one')
  assert.equal(shows(known, [first.begun]), true)
  assert.equal(shows(first, [first.begun]), false)
})

test('of two computers that call themselves the same, the one that meets a mark of who knows what it has overruled sees two', () => {
  const never = { base: NO_TOKEN, overruled: [] }
  assert.equal(showsTurns(never, [{ base: NO_TOKEN }, { base: 'a' }]), false, 'put back from a backup')
  const one = overrule(never, mark(4, 'd'), [mark(5, 'e')])
  assert.deepEqual(one, { base: 'd', overruled: ['e'] })
  const other = overrule(never, mark(5, 'e'), [mark(6, 'f')])
  assert.equal(showsTurns(never, [one]), false)
  assert.equal(showsTurns(one, [other]), true)
  assert.equal(showsTurns(one, [one]), false, 'put back once more to the same day')
})
