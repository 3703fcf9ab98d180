import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { nameFromFile } from '../../src/location/name-from-file.ts'
import { Office } from '../../src/location/office.ts'
import { Store } from '../../src/location/store.ts'
import { network, schema } from '../web/network.ts'
import { invitedStore } from './invited-store.ts'

test('a store that joins takes the name of its invitation, unless somebody has given it one', async (t) => {
  const places = await network(t)
  const joined = async (number: string, name: string | null) => {
    const office = await Office.open(places.office)
    const invited = await invitedStore(office, { number, name: 'Harbour Garage' })
    await office.close()
    const file = join(places.folder, `garage-${number}.db`)
    const shop = new DatabaseSync(file)
    shop.exec(schema)
    shop.close()
    const home = join(places.folder, `home-${number}`)
    await Store.init(home, { database: file, name: name ?? nameFromFile(file) })
    await Store.join(home, invited, { homeExists: true })
    const store = await Store.open(home)
    const found = store.open.settings.name
    await store.close()
    return found
  }
  assert.equal(await joined('8', null), 'Harbour Garage')
  assert.equal(await joined('9', 'Our shop'), 'Our shop')
})

test('without a name a store is called as the file of its database', () => {
  assert.deepEqual(['/shops/elm street.db', '/shops/.db', ' .sqlite'].map(nameFromFile), ['elm street', '.db', 'Store'])
})
