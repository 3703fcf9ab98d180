import { hc } from 'hono/client'
import type { Api } from '../../../src/web/api.ts'
import type { Compare } from '../../../src/web/contract/comparison.ts'
import type { ConflictQuery, DecideMany, PutBackMany } from '../../../src/web/contract/conflicts.ts'
import type { NoticeTest } from '../../../src/web/contract/notices.ts'
import type { TriggerChoice } from '../../../src/web/contract/own-tables.ts'
import type { Discard } from '../../../src/web/contract/parked.ts'
import type { ReplicaSetupChange } from '../../../src/web/contract/replica-setup.ts'
import type { Retire } from '../../../src/web/contract/retire.ts'
import type { ChangePassword, SignIn, Welcome } from '../../../src/web/contract/session.ts'
import type { Join, SetupChange } from '../../../src/web/contract/setup.ts'
import type { SiteEntry } from '../../../src/web/contract/site.ts'
import type { Invite, InviteAgain, StoreChange } from '../../../src/web/contract/stores.ts'
import type { LogQuery, TransmitRequest } from '../../../src/web/contract/transmission.ts'
import { answer, reach } from './request.ts'

/** Typed by the server's own routes: a path, a field or an answer that is not theirs does not compile. */
const { api } = hc<Api>(globalThis.location.origin, { fetch: reach })

/** Every question and order of the pages, by the name of what it is about. */
export const session = {
  read: () => answer(api.session.$get()),
  signIn: (json: SignIn) => answer(api['sign-in'].$post({ json })),
  welcome: (json: Welcome) => answer(api.welcome.$post({ json })),
  signOut: () => answer(api['sign-out'].$post()),
  changePassword: (json: ChangePassword) => answer(api.password.$post({ json })),
}

export const readHome = () => answer(api.home.$get())
export const readNextTransmission = () => answer(api['next-transmission'].$get())

export const setup = {
  read: () => answer(api.setup.$get()),
  save: (json: SetupChange) => answer(api.setup.$put({ json })),
  testNotices: (json: NoticeTest) => answer(api.notices.test.$post({ json })),
  join: (json: Join) => answer(api.join.$post({ json })),
}

export const site = {
  read: () => answer(api.site.$get()),
  save: (json: SiteEntry) => answer(api.site.$put({ json })),
  test: (json: SiteEntry) => answer(api.site.test.$post({ json })),
  cancelTest: () => answer(api.site.test.cancel.$post()),
  certificate: (json: SiteEntry) => answer(api.site.certificate.$post({ json })),
}

export const transmission = {
  start: (json: TransmitRequest = {}) => answer(api.transmit.$post({ json })),
  cancel: () => answer(api.transmit.cancel.$post()),
  month: (month: string) => answer(api.transmissions.$get({ query: { month } })),
  lines: (id: string) => answer(api.transmissions[':id'].$get({ param: { id } })),
  log: (query: LogQuery) => answer(api.log.$get({ query: query as Record<string, string> })),
  logTextAddress: '/api/log/text',
  logDownloadAddress: '/api/log/download',
}

export const stores = {
  list: () => answer(api.stores.$get()),
  history: (guid: string) => answer(api.stores[':guid'].$get({ param: { guid } })),
  invite: (json: Invite) => answer(api.stores.$post({ json })),
  inviteAgain: (guid: string, json: InviteAgain) =>
    answer(api.stores[':guid']['invite-again'].$post({ param: { guid }, json })),
  retirement: (guid: string) => answer(api.stores[':guid'].retirement.$get({ param: { guid } })),
  retire: (guid: string, json: Retire) => answer(api.stores[':guid'].retire.$post({ param: { guid }, json })),
  cancelInvitation: (guid: string) => answer(api.stores[':guid']['cancel-invitation'].$post({ param: { guid } })),
  forget: (guid: string) => answer(api.stores[':guid'].forget.$post({ param: { guid } })),
  change: (guid: string, json: StoreChange) => answer(api.stores[':guid'].$put({ param: { guid }, json })),
}

/** The office's rows beside a store's. */
export const comparison = {
  read: (guid: string) => answer(api.comparison[':guid'].$get({ param: { guid } })),
  begin: (json: Compare) => answer(api.comparison.$post({ json })),
}

export const conflicts = {
  list: (query: ConflictQuery) => answer(api.conflicts.$get({ query: query as Record<string, string> })),
  row: (id: number) => answer(api.conflicts[':id'].$get({ param: { id: String(id) } })),
  decide: (json: DecideMany) => answer(api.conflicts.decide.$post({ json })),
  putBack: (json: PutBackMany) => answer(api.conflicts['put-back'].$post({ json })),
}

export const replicaSetup = {
  read: () => answer(api['replica-setup'].$get()),
  check: (json: ReplicaSetupChange) => answer(api['replica-setup'].$put({ query: { check: '1' }, json })),
  save: (json: ReplicaSetupChange) => answer(api['replica-setup'].$put({ query: {}, json })),
  dropKept: (keptAs: string) => answer(api['replica-setup'].kept[':keptAs'].$delete({ param: { keptAs } })),
}

/** At a store: rows from the office that its database refuses. */
export const parked = {
  list: (limit: number) => answer(api.parked.$get({ query: { limit: String(limit) } })),
  row: (number: number) => answer(api.parked[':number'].$get({ param: { number: String(number) } })),
  retry: () => answer(api.parked.retry.$post()),
  discard: (json: Discard) => answer(api.parked.discard.$post({ json })),
}

/** At a store: the tables of its own database. */
export const ownTables = {
  read: () => answer(api['own-tables'].$get()),
  captureOff: (tables: string[]) => answer(api['own-tables']['capture-off'].$post({ json: { tables } })),
  captureOn: (tables: string[]) => answer(api['own-tables']['capture-on'].$post({ json: { tables } })),
  chooseTrigger: (json: TriggerChoice) => answer(api['own-tables'].trigger.$post({ json })),
  compare: () => answer(api['own-tables'].compare.$post()),
}
