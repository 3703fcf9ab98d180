import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { datKey, manifestKey } from '../../src/payload/keys.ts'
import { openManifest, sealManifest } from '../../src/payload/manifest-codec.ts'
import { announce, binding, emptyFolder, guid, key, networkKey, openBytes } from './fixture.ts'

const document = await readFile(new URL('../../docs/PROTOCOL.md', import.meta.url), 'utf8')
const [line = '', mac = '', datHex = ''] = [...document.matchAll(/```text\n([^`]*)\n```/g)].map(
  (block) => block[1] ?? '',
)
const manifestBytes = Buffer.from(`${line}\n${mac}\n`)
const dat = Buffer.from(datHex.replaceAll('\n', ''), 'hex')

describe('the vectors of docs/PROTOCOL.md', () => {
  it('are the keys this program derives', () => {
    assert.ok(document.includes(`network key \`${networkKey.toString('hex')}\``))
    assert.ok(document.includes(`\`${guid}\`:`))
    const rows = [
      ['store key', key],
      ['dat key, up', datKey(key, 'to-office')],
      ['dat key, down', datKey(key, 'to-store')],
      ['manifest key, up', manifestKey(key, 'to-office')],
      ['manifest key, down', manifestKey(key, 'to-store')],
    ] as const
    for (const [name, bytes] of rows) assert.ok(document.includes(`| ${name} | \`${bytes.toString('hex')}\` |`), name)
  })

  it('are a manifest this program opens, and writes byte for byte', () => {
    assert.ok(document.includes(`a manifest of ${manifestBytes.length} bytes`))
    const manifest = openManifest(manifestBytes, key, binding.direction, binding)
    assert.ok(sealManifest(manifest, key, binding.direction).equals(manifestBytes))
  })

  it('are a payload this program opens, as that manifest announces it', async (t) => {
    const announced = openManifest(manifestBytes, key, binding.direction, binding).dat
    assert.deepEqual(announced, { ...announce(dat, 15), rows: 1 })
    const content = await openBytes(await emptyFolder(t), dat, announce(dat, 15))
    assert.equal(content.toString(), 'Central Office\n')
  })
})
