import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ErrorBody } from '../../src/web/contract/error-body.ts'
import type { ServerEvent } from '../../src/web/contract/events.ts'
import type { ProbeStarted, SavedSite, SiteCertificate } from '../../src/web/contract/site.ts'
import { network } from './network.ts'
import { servedHome, signedIn, signedInOffice } from './served-office.ts'

test('Test Connection tries what is typed, tells its steps as they come, and a mended one is ready', async (t) => {
  const places = await network(t)
  const { browser } = await signedInOffice(t)
  const { entry, ftp } = places
  const run = async (password: string, pinnedCertificate = entry.pinnedCertificate) => {
    const { came } = await browser.follow((events) => events.some(({ type }) => type === 'probe-ended'))
    const started = (await browser.post<ProbeStarted>('/api/site/test', { ...entry, pinnedCertificate, password })).body
    const events = await came
    const end = events.find(
      (event): event is Extract<ServerEvent, { type: 'probe-ended' }> => event.type === 'probe-ended',
    )
    return { started, events, result: end?.result }
  }
  const failed = await run('wrong')
  assert.equal(failed.result?.verdict, 'not usable')
  assert.equal(failed.result.steps.find(({ name }) => name === 'sign-in')?.ok, false)
  const mended = await run(ftp.password)
  assert.notEqual(mended.result?.verdict, 'not usable')
  assert.deepEqual(
    mended.result?.steps.map(({ name }) => name),
    mended.started.steps,
  )
  assert.ok(mended.events.filter(({ type }) => type === 'probe').length > 10, 'step by step')
  assert.equal((await browser.ask<SavedSite>('/api/site')).body.settings, null, 'nothing was saved by trying')

  const shown = (await browser.post<SiteCertificate>('/api/site/certificate', { ...entry, pinnedCertificate: '' })).body
  assert.deepEqual(
    [shown.certificate?.fingerprint, shown.certificate?.trusted, shown.pinned],
    [entry.pinnedCertificate, false, ''],
  )
  const saved = await browser.put<SavedSite>('/api/site', { ...entry, password: ftp.password })
  assert.deepEqual([saved.status, saved.body.passwordSet, saved.body.settings?.host], [200, true, entry.host])
  assert.ok(!saved.text.includes(ftp.password))
})

test('what cannot be is told beside its field; plain FTP is asked about once; a saved password goes to its own host only', async (t) => {
  const places = await network(t)
  const served = await servedHome(t, places.office)
  const browser = await signedIn(served)
  const put = (change: object) => browser.put<ErrorBody>('/api/site', { ...places.entry, ...change })
  assert.match((await put({ host: 'ftp://x' })).body.fields?.host ?? '', /leave out/)
  assert.ok((await put({ username: '' })).body.fields?.username)
  assert.ok((await put({ port: 70_000 })).body.fields?.port)
  assert.ok((await put({ pinnedCertificate: 'abc' })).body.fields?.pinnedCertificate)
  assert.ok((await put({ tls: 'off' })).body.fields?.plainOk)
  assert.ok(
    (await put({ host: 'elsewhere.example.com' })).body.fields?.password,
    'the password is not handed to another host',
  )
  assert.equal((await put({ homeDir: 'other' })).status, 200)
  assert.equal((await put({ tls: 'off', plainOk: true })).status, 200)
  assert.equal((await put({ tls: 'off', homeDir: 'third' })).status, 200, 'asked once')
})
