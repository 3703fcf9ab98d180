import assert from 'node:assert/strict'
import { bindingsOf, namedPayload } from '../../../src/cli/payload-names.ts'
import { parsePayloadName, payloadPath } from '../../../src/payload/file-names.ts'
import { epoch, guid } from '../../payload/fixture.ts'
import { mutateText } from '../mutate.ts'
import type { Target } from '../target.ts'

const samples = [
  `${guid}.${epoch}.000000042.dat`,
  `${guid}.${epoch}.999999999.manifest`,
  `${epoch}.000000001.manifest`,
  `${epoch}.000000001.dat`,
  `to-store/${guid}/${epoch}.000000007.dat`,
]

const lower = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** Names in listings and of backup copies: what is read must be written again as the very same name. */
export const payloadNames: Target = {
  name: 'payload-names',
  codes: [],
  smoke: 4000,
  prepare: async () => ({
    make: (random) => Buffer.from(mutateText(random, random.pick(samples), ['.dat', '.manifest', '000000000', guid])),
    run: (input) => {
      const name = Buffer.from(input).toString()
      let accepted = false
      for (const direction of ['to-office', 'to-store'] as const) {
        const parsed = parsePayloadName(direction, name)
        if (parsed === null) continue
        accepted = true
        const path = payloadPath(direction, parsed.guid ?? guid, parsed.epoch, parsed.number, parsed.kind)
        assert.equal(path.split('/').at(-1), lower(name))
        assert.match(path, /^to-(office|store\/[0-9a-f-]{36})\/[0-9a-f.-]+\.(dat|manifest)$/)
      }
      const named = namedPayload(name)
      if (named) for (const binding of bindingsOf(named)) assert.equal(binding.number, named.number)
      return accepted ? 'accepted' : 'refused'
    },
  }),
}
