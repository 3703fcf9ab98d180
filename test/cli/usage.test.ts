import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { done, failure, folderFor, run } from './command-runs.ts'

const cleanUp: (() => void)[] = []
const home = join(folderFor({ after: (work) => cleanUp.push(work) }), 'no-home')
after(() => {
  for (const work of cleanUp) work()
})

test('help of several words shows the command that they name', async () => {
  for (const [words, usage] of [
    [['help', 'replica', 'set'], 'Usage: central-office replica set [options] [table]'],
    [['help', 'replica'], 'Usage: central-office replica [options] [command]'],
    [['help', 'transmit'], 'Usage: central-office transmit [options]'],
    [['help'], 'Usage: central-office [options] [command]'],
    [['replica', 'help', 'set'], 'Usage: central-office replica set [options] [table]'],
  ] as const)
    assert.equal((await done([...words])).split('\n')[0], usage)
  assert.equal((await failure(['help', 'site', 'sett'])).message, 'There is no command "central-office site sett".')
})

const seeHelp = (command: string) => `See how it is used with: central-office ${command} --help`
const cases: [words: string, message: string, hint: string][] = [
  ['transmit extra', "Too many arguments for 'transmit'. Expected 0 arguments but got 1.", seeHelp('transmit')],
  ['replica set --bogus', "Unknown option '--bogus'.", seeHelp('replica set')],
  ['init store', "Required option '--database <file>' not specified.", seeHelp('init store')],
  ['join', "Missing required argument 'invitation'.", seeHelp('join')],
  ['replica list x', "Too many arguments for 'list'. Expected 0 arguments but got 1.", seeHelp('replica list')],
  [
    'staus',
    'There is no command "central-office staus".',
    'Did you mean status? See all of them with: central-office --help',
  ],
  [
    'replica lits',
    'There is no command "central-office replica lits".',
    'Did you mean list? See all of them with: central-office replica --help',
  ],
  [
    'replica set t --sharing foo',
    '--sharing cannot be used: expected store, shared, office, lookup or none.',
    seeHelp('replica set'),
  ],
  ['replica set t --rule foo', '--rule cannot be used: expected office, store, newest or ask.', seeHelp('replica set')],
  ...(['site set --port', 'site test --port', 'notices set --mail-port'] as const).map(
    (words): [string, string, string] => [
      `${words} 99999`,
      `${words.split(' ')[2]} cannot be used: expected a whole number from 1 to 65535.`,
      seeHelp(words.split(' ').slice(0, 2).join(' ')),
    ],
  ),
  ['serve --port 99999', '--port cannot be used: expected a whole number from 0 to 65535.', seeHelp('serve')],
  ['demo --stores 0', '--stores cannot be used: expected a whole number from 1 to 100.', seeHelp('demo')],
  ['log --lines 1.5', '--lines cannot be used: expected a whole number from 1 to 1,000,000.', seeHelp('log')],
]
for (const [words, message, hint] of cases)
  test(`"${words}" is answered with what was expected, and the help of that command`, async () => {
    const failed = await failure([...words.split(' '), '--home', home])
    assert.deepEqual(failed, { code: 'USAGE', message, hint, exit: 2 })
  })

test('a file that cannot be read is told without the names of system calls', async () => {
  for (const words of [
    ['join', '/no-such-folder/invitation.txt'],
    ['payload', join(home, 'x.zip')],
    ['payload', '/'],
    ['serve', '--certificate', '/no-such-file', '--key', '/no-such-file'],
  ]) {
    const { stderr } = await run([...words, '--home', home])
    assert.doesNotMatch(stderr, /stat|scandir|ENOENT|EISDIR/)
    assert.match(stderr, /^Could not (open|read) /)
  }
})
