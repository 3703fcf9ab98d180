import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasCode } from '../../src/model/errors.ts'
import { datKey, manifestKey, newNetworkKey, storeKey } from '../../src/payload/keys.ts'
import { guid, key, networkKey, otherGuid } from './fixture.ts'

describe('keys', () => {
  it('are made by HKDF-SHA-256 as the protocol says', () => {
    assert.equal(key.toString('hex'), 'b26cdebcd875c5ab8aa0d64322c261acab35464d29abbf2f8b678a0c46ac4b09')
    assert.deepEqual(
      [
        datKey(key, 'to-office'),
        manifestKey(key, 'to-office'),
        datKey(key, 'to-store'),
        manifestKey(key, 'to-store'),
      ].map((derived) => derived.toString('hex')),
      [
        '7e96e8db6397bde29ecb446771ebad1d024140f1498c7cf4e7517538d3a43500',
        'bbdfe9ff79ce2bcbe332e173fe1c1a6ea157935ff772ad8d6e1ba8390da294f6',
        '0a549ca9e6c19c2906d99e80d9bfd9f911c316a25a64d40ca700d166bcdd93d7',
        '1f0b3529483a22b286e27eaafcbb488467490c24d288a010ff6e4c8f129cd189',
      ],
    )
  })

  it('of two stores or two networks have nothing in common', () => {
    assert.notDeepEqual(storeKey(networkKey, otherGuid), key)
    assert.notDeepEqual(storeKey(newNetworkKey(), guid), key)
    assert.notDeepEqual(newNetworkKey(), newNetworkKey())
    assert.equal(newNetworkKey().length, 32)
  })

  it('of a wrong length are refused without being shown', () => {
    for (const length of [0, 16, 31, 33, 64]) {
      const wrong = Buffer.alloc(length, 'k')
      for (const use of [() => storeKey(wrong, guid), () => datKey(wrong, 'to-office')]) {
        assert.throws(use, (error) => hasCode(error, 'STORE_KEY_INVALID') && !/kkk|6b6b6b/.test(error.message))
      }
    }
  })
})
