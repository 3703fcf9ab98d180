import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createHome } from '../../../src/settings/home.ts'
import type { Site } from '../../../src/site/site.ts'
import { NO_TOKEN } from '../../../src/transmission/mark-judgement.ts'
import { SiteMark } from '../../../src/transmission/site-mark.ts'
import { guid, key } from '../../payload/fixture.ts'
import { mutateBytes, mutatedJsonText, mutateText } from '../mutate.ts'
import type { Target, Verdict } from '../target.ts'

const own = { count: 7, token: 'aaaaaaaaaaaaaaaa' }
const stored = { format: 4, last: null, begun: own, life: '', position: 3, base: NO_TOKEN, overruled: [] }
const ownName = `visit.000000007.${own.token}`
const OURS = new RegExp(`^to-store/${guid}/visit\\.\\d{9}\\.[0-9a-f]{16}$`)

/** Names in the store's folder, one a line; then, after an empty line, what every one of them holds; then the store's own file. */
const inputOf = (names: string[], content: string, file: string): Buffer =>
  Buffer.from([names.join('\n'), content, file].join('\0'))

/** Marks that somebody with the account put there, and a damaged file at home: a store is never kept out by either. */
export const visitMarks: Target = {
  name: 'visit-mark',
  codes: [],
  smoke: 60,
  prepare: async (folder) => {
    const home = await createHome(join(folder, 'home'))
    const uploads: string[] = []
    const removed: string[] = []
    let content = Buffer.alloc(0)
    const site = {
      read: async (path: string) => {
        assert.match(path, OURS)
        return content
      },
      upload: async (_: unknown, path: string) => void uploads.push(path),
      remove: async (...paths: string[]) => void removed.push(...paths),
    } as unknown as Site
    return {
      make: (random) => {
        const names = Array.from({ length: random.whole(0, 30) }, () =>
          mutateText(random, ownName, ['visit.', '000000008', '999999999']).replaceAll(/[\n\0]/g, ' '),
        )
        const mac = mutateBytes(random, Buffer.from(`${NO_TOKEN} ${NO_TOKEN} ${'0'.repeat(64)}\n`)).toString('latin1')
        const file = random.chance(0.7) ? JSON.stringify(stored) : mutatedJsonText(random, stored)
        return inputOf(names, mac.replaceAll('\0', ' '), file.replaceAll('\0', ' '))
      },
      run: async (input): Promise<Verdict> => {
        const [names = '', mac = '', file = ''] = Buffer.from(input).toString().split('\0')
        content = Buffer.from(mac)
        const own = join(home.folder, 'visit-mark.json')
        writeFileSync(own, file)
        uploads.length = 0
        removed.length = 0
        const mark = SiteMark.ofStore(home, guid, key)
        const sight = await mark.look(site, names.split('\n'), { lives: [], position: 3 })
        // Only the store's own file can say so here (a higher number exported): no mark is genuine.
        if (file === JSON.stringify(stored)) assert.equal(sight, 'nothing')
        await mark.leave(site, { lives: [], position: 3 }, async (upload) => void (await upload()))
        for (const path of [...uploads, ...removed]) assert.match(path, OURS)
        assert.equal(uploads.length, 1)
        rmSync(own)
        return sight === 'nothing' ? 'accepted' : 'refused'
      },
    }
  },
}
