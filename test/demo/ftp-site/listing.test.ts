import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatListing, ftpTime, parseFtpTime } from '../../../src/demo/ftp-site/listing.ts'

const now = Date.UTC(2026, 5, 1, 12)
const file = { name: 'ä b.dat', folder: false, size: 1234, modified: Date.UTC(2026, 4, 3, 14, 5, 6) }
const folder = { name: 'old', folder: true, size: 0, modified: Date.UTC(2020, 0, 12, 0, 30) }

test('LIST shows a time for what is recent, and a year for what is old or lies ahead', () => {
  const ahead = { ...file, modified: Date.UTC(2026, 5, 2) }
  assert.deepEqual(formatListing([file, folder, ahead], 'unix', now).split('\r\n'), [
    '-rw-r--r-- 1 ftp ftp         1234 May  3 14:05 ä b.dat',
    'drwxr-xr-x 1 ftp ftp            0 Jan 12  2020 old',
    '-rw-r--r-- 1 ftp ftp         1234 Jun  2  2026 ä b.dat',
    '',
  ])
})

test('the DOS format looks as that of IIS', () => {
  assert.deepEqual(formatListing([file, folder], 'dos', now).split('\r\n'), [
    '05-03-26  02:05PM                 1234 ä b.dat',
    '01-12-20  12:30AM       <DIR>          old',
    '',
  ])
})

test('MLSD gives facts in UTC', () => {
  assert.deepEqual(formatListing([file, folder], 'facts', now).split('\r\n'), [
    'type=file;size=1234;modify=20260503140506; ä b.dat',
    'type=dir;modify=20200112003000; old',
    '',
  ])
})

test('a time is read as it was written, to the second', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
      assert.equal(parseFtpTime(ftpTime(seconds * 1000)), seconds * 1000)
    }),
  )
  for (const text of ['', '20260230000000', '2026', '20261301000000', '20260101000000x']) {
    assert.equal(parseFtpTime(text), undefined)
  }
})
