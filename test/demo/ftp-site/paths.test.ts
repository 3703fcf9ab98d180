import assert from 'node:assert/strict'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { locate, resolvePath } from '../../../src/demo/ftp-site/paths.ts'
import { Refusal } from '../../../src/demo/ftp-site/refusal.ts'

test('a path is resolved from the working folder, or from the root', () => {
  assert.equal(resolvePath('/a/b', 'c'), '/a/b/c')
  assert.equal(resolvePath('/a/b', '../c/./d/'), '/a/c/d')
  assert.equal(resolvePath('/a/b', '/c'), '/c')
  assert.equal(resolvePath('/a', '..'), '/')
  assert.equal(resolvePath('/', ' ä ö'), '/ ä ö')
})

test('what climbs above the root or is no plain name is refused', () => {
  for (const path of ['..', '/..', 'a/../..', '/a/../../root', 'a\\b', '..\\..', 'a\0b', 'a\x7f']) {
    assert.throws(() => resolvePath('/', path), Refusal, JSON.stringify(path))
  }
})

test('on Windows, names that Windows gives a meaning are refused', () => {
  for (const path of ['C:', 'C:/a', 'a:stream', 'con', 'NUL.txt', 'a.', 'a ', 'x?']) {
    assert.throws(() => resolvePath('/', path, 'win32'), Refusal, path)
  }
  assert.equal(resolvePath('/', 'console.txt', 'win32'), '/console.txt')
})

test('a resolved path never holds anything that leads up or aside', () => {
  const piece = fc.oneof(fc.constantFrom('..', '.', '', '/', '\\', '\0', ' '), fc.string({ unit: 'grapheme' }))
  fc.assert(
    fc.property(fc.array(piece), fc.constantFrom('/', '/a', '/a/b'), (pieces, folder) => {
      let resolved: string
      try {
        resolved = resolvePath(folder, pieces.join('/'))
      } catch (error) {
        assert.ok(error instanceof Refusal)
        return
      }
      assert.match(resolved, /^\//)
      const parts = resolved === '/' ? [] : resolved.slice(1).split('/')
      assert.ok(parts.every((part) => !['', '.', '..'].includes(part) && !/[\\\0]/.test(part)))
    }),
  )
})

test('a link that leads out of the root, or to nothing, is refused anywhere on the way', async (t) => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'paths-')))
  t.after(() => rm(folder, { recursive: true }))
  const root = join(folder, 'root')
  await mkdir(join(root, 'inside'), { recursive: true })
  await mkdir(join(folder, 'root-beside'))
  await writeFile(join(folder, 'secret'), 'x')
  // 'junction' needs no special right on Windows; elsewhere it is ignored.
  await symlink(folder, join(root, 'out'), 'junction')
  await symlink(join(folder, 'root-beside'), join(root, 'beside'), 'junction')
  await symlink(join(folder, 'nowhere'), join(root, 'dangling'), 'junction')
  await symlink(join(root, 'inside'), join(root, 'in'), 'junction')

  for (const path of ['/out', '/out/secret', '/out/new', '/beside', '/beside/new/er', '/dangling', '/dangling/new']) {
    await assert.rejects(locate(root, path), Refusal, path)
  }
  assert.equal(await locate(root, '/in/new'), join(root, 'in', 'new'))
  assert.equal(await locate(root, '/new/er'), join(root, 'new', 'er'))
  assert.equal(await locate(root, '/'), root)
})
