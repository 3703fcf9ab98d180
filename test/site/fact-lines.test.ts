import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseFactLines } from '../../src/site/fact-lines.ts'
import { UnknownListing } from '../../src/site/list-lines.ts'

const files = (listing: string): string[] =>
  parseFactLines(listing).flatMap(({ isFile, name, size }) => (isFile ? [`${name} ${size}`] : []))

test('a file is a file however the site writes its facts', () => {
  const lines = [
    'type=file;size=3;modify=20260102030405; a b',
    'Type=File;Size=4;Modify=20260102030405; b',
    'TYPE=FILE;SIZE=5; c',
    'size=6;modify=19990101000000; d',
    'modify=20260102030405;type=OS.unix=file;size=7;UNIX.mode=0644; e',
    'type=file;size=-1;modify=never; f',
    'type=file;size=99999999999999999999; g',
  ]
  assert.deepEqual(files(lines.join('\r\n')), ['a b 3', 'b 4', 'c 5', 'd 6', 'e 7', 'f 0', 'g 0'])
})

test('folders, links and the folder itself are no files', () => {
  const lines = [
    'type=cdir;modify=20260102030405; .',
    'Type=PDir; ..',
    'type=dir;sizd=4096; sub',
    'type=OS.unix=slink:/etc/passwd;size=9; link',
    'type=OS.unix=symlink;size=9; link2',
    'type=OS.unix=chr-1/3; device',
    'type=file;size=1; sub/name',
  ]
  assert.deepEqual(files(lines.join('\n')), [])
  assert.deepEqual(files(''), [])
})

test('lines of another kind are told apart from no lines', () => {
  assert.throws(() => parseFactLines('-rw-r--r-- 1 ftp ftp 3 Jan  2 03:04 a\r\n'), UnknownListing)
  assert.deepEqual(files('total 3\ntype=file;size=1; a'), ['a 1'])
})

test('whatever comes is read in a moment', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('type=', ';', ' ', '=', 'file', 'a', '\n', 'size=1')), (parts) => {
      try {
        parseFactLines(parts.join(''))
      } catch (error) {
        assert.ok(error instanceof UnknownListing)
      }
    }),
  )
  const began = performance.now()
  for (const line of ['='.repeat(100_000), 'a=;'.repeat(50_000), `${'a=b;'.repeat(50_000)} x`, ';'.repeat(100_000)])
    try {
      parseFactLines(line)
    } catch {}
  assert.ok(performance.now() - began < 2000)
})

test('one line that looks like facts hides no file that is listed in another form', () => {
  const lines = ['-rw-r--r-- 1 ftp ftp 3 Jan  2 03:04 a', 'type=OS.unix=slink:/etc; x', '01-31-26  11:59PM  7 b']
  assert.deepEqual(files(lines.join('\r\n')), ['a 3', 'b 7'])
})
