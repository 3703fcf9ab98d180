import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { shopReplicaSetup } from '../../src/demo/shop/replica-setup.ts'
import { Office } from '../../src/location/office.ts'
import { Store } from '../../src/location/store.ts'
import { StoreNumber } from '../../src/model/ids.ts'
import { type InvitationContents, readInvitation } from '../../src/settings/invitation.ts'
import { Secret } from '../../src/settings/secret.ts'
import { removeFolder } from './bench-folder.ts'
import type { BenchSite } from './sites.ts'

/** A new office that has never met anybody, and a shop that holds an invitation and has not joined. */
export type Network = {
  officeHome: string
  storeHome: string
  shopFile: string
  /** Folder of this network on the site, as this computer sees it. */
  siteFolder: string
  office: Office
  join(): Promise<void>
  openStore(): Promise<Store>
  openOffice(): Promise<Office>
  /** Lets another process have the office. */
  closeOffice(): Promise<void>
  /** Closes the office and removes every file. */
  remove(): Promise<void>
}

/** `name`: unlike that of any other network. `makeShop` is given the path of the shop's database. */
export const makeNetwork = async (
  folder: string,
  name: string,
  site: BenchSite,
  makeShop: (file: string) => void,
): Promise<Network> => {
  const own = join(folder, name)
  const [officeHome, storeHome, shopFile] = [join(own, 'office'), join(own, 'store'), join(own, 'shop.db')]
  const siteFolder = join(site.root, name)
  await mkdir(own)
  makeShop(shopFile)
  await Office.init(officeHome, { name: 'Head office', setup: shopReplicaSetup() })
  const office = await Office.open(officeHome)
  const { open } = office
  await open.save(
    { ...open.settings, site: site.settings(name) },
    { ...open.secrets, password: new Secret(site.password) },
  )
  const invitation = await openInvitation(office)
  let closed = false
  const closeOffice = async () => {
    if (closed) return
    closed = true
    await office.close()
  }
  return {
    officeHome,
    storeHome,
    shopFile,
    siteFolder,
    office,
    join: async () => {
      await Store.join(storeHome, invitation, { database: shopFile, homeExists: false })
    },
    openStore: () => Store.open(storeHome),
    openOffice: () => Office.open(officeHome),
    closeOffice,
    remove: async () => {
      await closeOffice()
      await removeFolder(own)
      await removeFolder(siteFolder)
    },
  }
}

/** Opened here, so that the deliberate slowness of its passphrase is no part of any figure. */
const openInvitation = async (office: Office): Promise<InvitationContents> => {
  const { text, passphrase } = await office.invite({ number: StoreNumber.parse('1'), name: 'Shop 1' })
  return readInvitation(text, passphrase)
}
