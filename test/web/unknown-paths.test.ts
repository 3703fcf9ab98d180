import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { freshFolder, servedOffice } from './served-office.ts'

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

test('an address that is no page is 404: as JSON for programs, as the pages that say so for people', async (t) => {
  const pagesFolder = join(freshFolder(t), 'ui')
  mkdirSync(pagesFolder)
  writeFileSync(join(pagesFolder, 'index.html'), '<!doctype html><title>pages</title>')
  const { browser } = await servedOffice(t, { pagesFolder })
  for (const path of [
    '/',
    '/stores',
    '/stores/',
    '/stores/6f1d2c3b-4a59-4687-9788-99aabbccddee',
    '/data/my.table',
    '/data/a%2Fb',
    '/setup?ftp',
  ]) {
    const { status, text } = await browser.ask(path, { headers: html })
    assert.deepEqual([status, text], [200, '<!doctype html><title>pages</title>'], path)
    assert.equal((await browser.ask(path)).status, 200, path)
  }
  for (const path of [
    '/health',
    '/metrics',
    '/wp-login.php',
    '/setup/site',
    '/stores/1/2',
    '/Stores',
    '/%00',
    '/a.b/c',
  ]) {
    const program = await browser.ask(path)
    assert.deepEqual([program.status, program.body?.code], [404, 'PAGE_UNKNOWN'], path)
    const person = await browser.ask(path, { headers: html })
    assert.deepEqual([person.status, person.text], [404, '<!doctype html><title>pages</title>'], path)
  }
  const script = await browser.ask('/assets/gone-1234.js', { headers: { accept: '*/*' } })
  assert.equal(script.status, 404)
})

test('where the pages were never built, a browser shows a sentence and programs get the code', async (t) => {
  const { browser, served } = await servedOffice(t, { pagesFolder: freshFolder(t) })
  assert.equal(served.fault?.code, 'PAGES_NOT_BUILT')
  const person = await browser.ask('/', { headers: html })
  assert.equal(person.status, 503)
  assert.match(String(person.headers['content-type']), /^text\/plain/)
  assert.match(person.text, /^The pages cannot be shown: .* npm run build:ui\n$/)
  const program = await browser.ask('/')
  assert.deepEqual([program.status, program.body.code], [503, 'PAGES_NOT_BUILT'])
})
