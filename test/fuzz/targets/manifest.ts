import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { Manifest } from '../../../src/model/manifest.ts'
import { openClaim, sealClaim } from '../../../src/payload/claim.ts'
import { manifestKey } from '../../../src/payload/keys.ts'
import { openManifest, sealManifest } from '../../../src/payload/manifest-codec.ts'
import { epoch, guid, key, manifest, otherEpoch } from '../../payload/fixture.ts'
import { mutateBytes, mutatedJsonText } from '../mutate.ts'
import type { Target } from '../target.ts'

const macOf = (line: Uint8Array): string =>
  createHmac('sha256', manifestKey(key, 'to-office'))
    .update('central-office/1 manifest to-office\n')
    .update(line)
    .digest('hex')

/** Any line with its true MAC: what a store with its own key can write. */
const sealLine = (line: string): Buffer => Buffer.from(`${line}\nmac ${macOf(Buffer.from(line))}\n`)

const named = { guid, epoch, number: 42 }
const genuine = sealManifest(manifest, key, 'to-office')

/** Manifests altered on the site, and manifests of a hostile store under its own true MAC. */
export const manifests: Target = {
  name: 'manifest',
  codes: ['PAYLOAD_NOT_AUTHENTIC', 'PAYLOAD_DAMAGED', 'PAYLOAD_TOO_NEW', 'PAYLOAD_TOO_OLD'],
  smoke: 800,
  prepare: async () => ({
    make: (random) => (random.chance(0.3) ? mutateBytes(random, genuine) : sealLine(mutatedJsonText(random, manifest))),
    run: (input) => {
      const opened = openManifest(input, key, 'to-office', named)
      const line = Buffer.from(input).subarray(0, -70)
      assert.equal(Buffer.from(input).subarray(-70).toString(), `\nmac ${macOf(line)}\n`)
      assert.deepEqual(opened, JSON.parse(line.toString()))
      assert.deepEqual([opened.from, opened.to, opened.epoch, opened.number], [guid, 'office', epoch, 42])
      assert.deepEqual(
        openManifest(sealManifest(Manifest.parse(opened), key, 'to-office'), key, 'to-office', named),
        opened,
      )
      return 'accepted'
    },
  }),
}

const claims = [sealClaim(epoch, key), sealClaim(otherEpoch, key)] as const

/** The word a store leaves when it joins: only the two epochs that were ever sealed are believed. */
export const joined: Target = {
  name: 'joined',
  codes: [],
  smoke: 1500,
  prepare: async () => ({
    make: (random) => mutateBytes(random, random.pick(claims), random.pick(claims)),
    run: (input) => {
      const opened = openClaim(input, key)
      if (opened === null) return 'refused'
      const text = Buffer.from(input).toString('latin1')
      assert.ok(claims.some((claim) => text.trimEnd().startsWith(claim.toString().trimEnd())))
      return 'accepted'
    },
  }),
}
