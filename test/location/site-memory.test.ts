import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { keepHabits, readHabits } from '../../src/location/site-memory.ts'
import { SiteSettings } from '../../src/model/site-settings.ts'
import { type SiteHabits, unknownHabits } from '../../src/site/habits.ts'
import { freshHome } from '../settings/fresh-folder.ts'

const siteAt = (host: string): SiteSettings => SiteSettings.parse({ host, username: 'shops' })
const habitsWith = (connections: number): SiteHabits => ({ ...unknownHabits(), remove: false, connections })

test('what was learned of settings that are only tested does not displace what is known of the saved ones', async (t) => {
  const home = await freshHome(t)
  await keepHabits(home, siteAt('saved.example.com'), habitsWith(1))
  for (const host of ['one', 'two', 'three']) await keepHabits(home, siteAt(`${host}.example.com`), habitsWith(2))
  assert.deepEqual(await readHabits(home, siteAt('saved.example.com')), habitsWith(1))
  assert.deepEqual(await readHabits(home, siteAt('one.example.com')), habitsWith(2))
  await keepHabits(home, siteAt('four.example.com'), habitsWith(2))
  assert.equal(await readHabits(home, siteAt('saved.example.com')), undefined)
})

test('what is learned anew takes the place of what was known', async (t) => {
  const home = await freshHome(t)
  const site = siteAt('ftp.example.com')
  for (const connections of [1, 3]) await keepHabits(home, site, habitsWith(connections))
  assert.deepEqual(await readHabits(home, site), habitsWith(3))
})

test('a memory that cannot be read or kept is none, and no error', async (t) => {
  const home = await freshHome(t)
  const site = siteAt('ftp.example.com')
  writeFileSync(join(home.folder, 'site-habits.json'), '{"format":1}')
  assert.equal(await readHabits(home, site), undefined)
  rmSync(home.folder, { recursive: true })
  await keepHabits(home, site, habitsWith(1))
  assert.equal(await readHabits(home, site), undefined)
})
