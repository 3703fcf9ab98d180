import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { hasCode } from '../../src/model/errors.ts'
import { classifyReply } from '../../src/site/classify-reply.ts'
import { aSite, times, visit } from './sites.ts'

const bytes = randomBytes(6_000_000)
const quota = { kind: 'cut-upload', afterBytes: 1_000_000, code: 552, text: 'Transfer aborted (quota)' } as const

for (const tls of ['off', 'explicit'] as const)
  for (const passive of [true, false])
    test(`what the site says after it cut an upload is what people are told, and nothing is sent again (TLS ${tls}, ${passive ? 'passive' : 'active'})`, async (t) => {
      const site = await aSite(t, { tls })
      const visited = await visit(t, site, { tls, passive })
      const folder = await mkdtemp(path.join(tmpdir(), 'central-office-cut-'))
      t.after(() => rm(folder, { recursive: true, force: true }))
      const source = path.join(folder, 'source')
      await writeFile(source, bytes)
      for (const from of [source, bytes]) {
        site.inject({ command: 'STOR', do: quota })
        await assert.rejects(
          visited.upload(from, 'a.dat'),
          (error) => hasCode(error, 'SITE_FULL') && /Transfer aborted \(quota\)/.test(error.message),
        )
      }
      assert.equal(times(site, 'STOR'), 2)
      await visited.upload(source, 'a.dat')
      assert.equal(await visited.size('a.dat'), bytes.length)
      assert.equal(site.connections, 1)
    })

test('an upload that is cut and of which the site says nothing but that it was cut is sent again', async (t) => {
  const site = await aSite(t)
  const visited = await visit(t, site)
  site.inject({ command: 'STOR', do: { ...quota, code: 426, text: 'Data connection lost' } })
  await visited.upload(bytes, 'a.dat')
  assert.equal(await visited.size('a.dat'), bytes.length)
})

test('too many is told as too many, in the words of many servers', () => {
  for (const text of [
    '421 Too many connections (1) from this IP',
    '421 1 users (the maximum) are already logged in, sorry',
    "421 I can't accept more than 4 connections as the same user",
    '421 There are too many connected users, please try later.',
  ])
    assert.equal(classifyReply(421, text, 'connect'), 'too-many', text)
  assert.equal(classifyReply(421, '421 Timeout', 'connect'), 'dropped')
})
