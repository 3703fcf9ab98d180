import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { questionsOn } from '../../src/cli/questions.ts'
import { done, folderFor, main } from './command-runs.ts'

/** A keyboard, and what shows on the screen. */
function desk() {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined })
  const screen = { text: '' }
  const questions = questionsOn(input as never, (text) => {
    screen.text += text
  })
  return { type: (text: string) => input.write(text), screen, questions }
}

test('a hidden answer never shows, and is what was typed, corrections and pasting included', async () => {
  const { type, screen, questions } = desk()
  const answer = questions.ask('Password:', { hidden: true })
  type('secrex\u007ft')
  type('\u001b[D!pasted\r')
  assert.equal(await answer, 'secret!pasted')
  assert.equal(screen.text, 'Password: \n')
})

test('an open answer shows', async () => {
  const { type, screen, questions } = desk()
  const answer = questions.ask('Sure?')
  type('yes\n')
  assert.equal(await answer, 'yes')
  assert.equal(screen.text, 'Sure? yes\n')
})

test('Ctrl-C at a question cancels', async () => {
  const { type, questions } = desk()
  const answer = questions.ask('Password:', { hidden: true })
  type('abc\u0003')
  await assert.rejects(answer, { code: 'CANCELLED' })
})

test('the first line is the secret, whatever ends it', async () => {
  for (const [given, line] of [
    ['pass word\r\nmore', 'pass word'],
    ['only', 'only'],
    ['', ''],
  ] as const) {
    const input = new PassThrough()
    input.end(given)
    assert.equal(await questionsOn(input as never, () => undefined).line(), line)
  }
})

const noTerminal = spawnSync('script', ['--version']).status !== 0 && 'there is no "script" to make a terminal with'

test('on a terminal the password is asked for and does not show', { skip: noTerminal }, async (t) => {
  const home = join(folderFor(t), 'office')
  await done(['init', 'office', '--home', home])
  const command = `'${process.execPath}' '${main}' site set --host localhost --username shops --tls off --home '${home}'`
  const terminal = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'ignore'] })
  let screen = ''
  const answers: [RegExp, string][] = [
    [/\(yes\/no\) $/, 'yes\r'],
    [/Password: $/, 'T0p-Secret\r'],
  ]
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    if (answers[0]?.[0].test(screen)) terminal.stdin.write(answers.shift()?.[1] ?? '')
  })
  const code = await new Promise((resolve) => terminal.once('close', resolve))
  assert.equal(code, 0, screen)
  assert.match(screen, /Saved\./)
  assert.ok(!screen.includes('T0p-Secret'))
  assert.match(readFileSync(join(home, 'secrets.json'), 'utf8'), /T0p-Secret/)
})
