import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Epoch } from '../../src/model/ids.ts'
import type { Restart } from '../../src/model/manifest.ts'
import { type Arrival, judgeArrival, judgeUnknownLife, type StreamPosition } from '../../src/transmission/stream.ts'
import { receivedUpTo } from '../../src/transmission/tags.ts'

const epoch = (digit: string): Epoch => Epoch.parse(digit.repeat(16))
/** Of the sender: the life that is known, one that has ended, one never heard of. Of the receiver: its own, an older one. */
const [known, ended, strange, own, former] = [epoch('1'), epoch('2'), epoch('3'), epoch('a'), epoch('b')]

const fresh: StreamPosition = {
  epoch: null,
  number: 0,
  tags: [],
  awaits: null,
  ended: [],
  restartedAt: 0,
  sent: { epoch: own, number: 3, tags: { 2: 'b2', 3: 'b3' }, ended: [former] },
}
const going: StreamPosition = {
  ...fresh,
  epoch: known,
  number: 5,
  tags: ['a4', 'a5'],
  ended: [ended],
  restartedAt: 1000,
}
/** This side was restored, has asked under its own epoch, and waits. */
const asking: StreamPosition = {
  ...going,
  awaits: own,
  sent: { epoch: own, number: 1, tags: { 1: 'b1' }, ended: [former] },
}
/** This side is new in the place of a lost one. */
const lost: StreamPosition = {
  ...fresh,
  awaits: own,
  sent: { epoch: own, number: 1, tags: { 1: 'b1' }, ended: [former] },
}
const positions = { fresh, going, asking, lost }

const restarts = {
  none: null,
  asks: restart({ asks: true }),
  answers: restart({ answers: own }),
  'answers and asks': restart({ answers: own, asks: true }),
  'answers an older question': restart({ answers: former }),
  'answers a question never asked': restart({ answers: epoch('c') }),
  'of its own accord': restart({}),
  'long ago': restart({ asks: true, at: 900 }),
}

function restart(given: Partial<Restart>): Restart {
  return { at: 2000, asks: false, answers: null, applied: { epoch: null, number: 0, tags: [] }, tick: 0, ...given }
}

type Case = [keyof typeof positions, Epoch, number, keyof typeof restarts, Arrival]

/** Position, arriving epoch and number, what its restart says, what it is. Every pair of a position and a kind of arrival. */
const table: Case[] = [
  ['fresh', known, 1, 'none', 'next'],
  ['fresh', known, 1, 'asks', 'next'],
  ['fresh', known, 1, 'answers', 'next'],
  ['fresh', known, 1, 'answers and asks', 'next'],
  ['fresh', known, 1, 'answers an older question', 'next'],
  ['fresh', known, 1, 'answers a question never asked', 'next'],
  ['fresh', known, 1, 'of its own accord', 'next'],
  ['fresh', known, 2, 'none', 'gap'],
  ['going', known, 6, 'none', 'next'],
  ['going', known, 5, 'none', 'repeated'],
  ['going', known, 1, 'asks', 'repeated'],
  ['going', known, 7, 'none', 'gap'],
  ['going', known, 999_999_999, 'none', 'gap'],
  ['going', ended, 1, 'asks', 'repeated'],
  ['going', ended, 6, 'none', 'repeated'],
  ['going', strange, 1, 'none', 'fork'],
  ['going', strange, 6, 'none', 'gap'],
  ['going', strange, 1, 'asks', 'restart'],
  ['going', strange, 1, 'answers', 'forgotten'],
  ['going', strange, 1, 'answers and asks', 'restart'],
  ['going', strange, 1, 'answers an older question', 'behind'],
  ['going', strange, 1, 'answers a question never asked', 'behind'],
  ['going', strange, 1, 'of its own accord', 'restart'],
  ['going', strange, 1, 'long ago', 'repeated'],
  ['asking', known, 6, 'none', 'gap'],
  ['asking', known, 5, 'none', 'repeated'],
  ['asking', ended, 1, 'answers', 'repeated'],
  ['asking', strange, 1, 'none', 'fork'],
  ['asking', strange, 2, 'none', 'gap'],
  ['asking', strange, 1, 'asks', 'restart'],
  ['asking', strange, 1, 'answers', 'restart'],
  ['asking', strange, 1, 'answers and asks', 'restart'],
  ['asking', strange, 1, 'answers an older question', 'gap'],
  ['asking', strange, 1, 'answers a question never asked', 'behind'],
  ['asking', strange, 1, 'of its own accord', 'gap'],
  ['asking', strange, 1, 'long ago', 'repeated'],
  ['lost', strange, 1, 'none', 'gap'],
  ['lost', strange, 2, 'none', 'gap'],
  ['lost', strange, 1, 'asks', 'restart'],
  ['lost', strange, 1, 'answers', 'restart'],
  ['lost', strange, 1, 'answers and asks', 'restart'],
  ['lost', strange, 1, 'answers an older question', 'gap'],
  ['lost', strange, 1, 'answers a question never asked', 'gap'],
  ['lost', strange, 1, 'of its own accord', 'gap'],
]

for (const [position, arriving, number, says, expected] of table)
  test(`${position}: number ${number} of ${nameOf(arriving)}, restart: ${says}, is "${expected}"`, () => {
    const acknowledged = { epoch: own, number: 1, tag: 'b1' }
    assert.equal(
      judgeArrival(positions[position], {
        epoch: arriving,
        number,
        previous: 'a5',
        restart: restarts[says],
        over: null,
        refused: null,
        acknowledged,
      }),
      expected,
    )
  })

function nameOf(arriving: Epoch): string {
  return arriving === known ? 'the known life' : arriving === ended ? 'an ended life' : 'a strange life'
}

test('a payload that acknowledges what was never made shows this side that it was restored, and nothing else does', () => {
  const arriving = { epoch: known, number: 6, previous: 'a5', restart: null, over: null, refused: null }
  const judge = (acknowledged: { epoch: Epoch | null; number: number; tag?: string }, position = going) =>
    judgeArrival(position, { ...arriving, acknowledged: { tag: `b${acknowledged.number}`, ...acknowledged } })
  assert.equal(judge({ epoch: own, number: 4 }), 'behind')
  assert.equal(judge({ epoch: own, number: 3 }), 'next')
  assert.equal(judge({ epoch: former, number: 4 }), 'next')
  assert.equal(judge({ epoch: null, number: 0 }), 'next')
  assert.equal(judge({ epoch: strange, number: 1 }), 'behind', 'of a life that this side does not know to have begun')
  assert.equal(judge({ epoch: strange, number: 1 }, asking), 'gap')
  const later = { ...arriving, acknowledged: { epoch: own, number: 4, tag: 'b4' } }
  assert.equal(judgeArrival(fresh, later), 'behind', 'it has forgotten all that ever came')
  assert.equal(judgeArrival(fresh, { ...later, acknowledged: { epoch: own, number: 3, tag: 'b3' } }), 'gap')
  assert.equal(judgeArrival(lost, later), 'gap', 'it has asked, and waits for the answer')
  const leftover = { ...arriving, epoch: strange, acknowledged: { epoch: strange, number: 1, tag: 'c1' } }
  assert.equal(judgeArrival(going, leftover), 'gap')
  const ofUnknownLife = (given: object, position = going) => judgeUnknownLife(position, { ...leftover, ...given })
  const ofWhatIsOver = { epoch: former, number: 9, tag: 'd9' }
  assert.equal(ofUnknownLife({}), 'behind')
  assert.equal(ofUnknownLife({ acknowledged: ofWhatIsOver }), 'over', 'nobody remembers that life but its sender')
  assert.equal(ofUnknownLife({ acknowledged: ofWhatIsOver }, asking), null, 'the answer comes before')
  assert.equal(ofUnknownLife({ acknowledged: { epoch: own, number: 3, tag: 'b3' } }), null, 'its first may still come')
  assert.equal(ofUnknownLife({ acknowledged: { epoch: null, number: 0, tag: '' } }), null)
  assert.equal(ofUnknownLife({ epoch: known, number: 7 }), null)
  assert.equal(ofUnknownLife({}, asking), null)
  assert.equal(ofUnknownLife({ over: own }, asking), 'behind', 'restored to a moment when it had asked, which is over')
  assert.equal(
    judgeArrival(going, { ...arriving, acknowledged: { epoch: own, number: 3, tag: 'b3' }, over: own }),
    'behind',
  )
  assert.equal(
    judgeArrival(going, { ...arriving, acknowledged: { epoch: own, number: 3, tag: 'b3' }, over: former }),
    'next',
  )
  assert.equal(judge({ epoch: own, number: 4 }, { ...going, number: 6 }), 'repeated')
  assert.equal(judge({ epoch: own, number: 9 }, asking), 'behind', 'restored to a moment when it had just asked')
})

test('who has made other payloads under the same numbers finds out by their tags, and so does who has applied them', () => {
  const judge = (given: object, position = going) =>
    judgeArrival(position, {
      epoch: known,
      number: 6,
      previous: 'a5',
      restart: null,
      acknowledged: { epoch: own, number: 3, tag: 'b3' },
      over: null,
      refused: null,
      ...given,
    })
  assert.equal(judge({}), 'next')
  assert.equal(judge({ previous: 'x5' }), 'forgotten')
  assert.equal(judge({ previous: 'x5' }, { ...going, tags: [] }), 'next', 'this side does not know what it applied')
  assert.equal(judge({ previous: 'x6', number: 7 }), 'gap')
  assert.equal(judge({ previous: 'x4', number: 5 }), 'repeated')
  assert.equal(judge({ acknowledged: { epoch: own, number: 3, tag: 'x3' } }), 'behind')
  assert.equal(judge({ number: 9, acknowledged: { epoch: own, number: 2, tag: 'x2' } }), 'behind')
  assert.equal(
    judge({ acknowledged: { epoch: own, number: 1, tag: 'x1' } }),
    'next',
    'acknowledged before, and forgotten',
  )
  assert.equal(judge({ previous: 'x5', acknowledged: { epoch: own, number: 3, tag: 'x3' } }), 'behind')
})

test('what was received of a former life ends where the tags differ', () => {
  const made = { 4: 'd', 5: 'e', 6: 'f' }
  const upTo = (number: number, ...tags: string[]) => receivedUpTo({ epoch: own, number, tags }, made)
  assert.equal(upTo(6, 'd', 'e', 'f'), 6)
  assert.equal(upTo(5, 'd', 'e'), 5)
  assert.equal(upTo(9, 'f', 'g', 'h', 'i'), 9)
  assert.equal(upTo(6, 'd', 'e', 'x'), 5)
  assert.equal(upTo(6, 'd', 'x', 'y'), 4)
  assert.equal(upTo(6, 'x', 'y', 'z'), 3)
  assert.equal(upTo(7, 'y', 'z'), 3, 'of the ones before that nothing is known')
  assert.equal(upTo(3, 'c'), 3)
  assert.equal(upTo(90, 'w'), 90, 'all is too long ago to be told')
  assert.equal(receivedUpTo({ epoch: own, number: 9, tags: ['x'] }, {}), 9)
})
