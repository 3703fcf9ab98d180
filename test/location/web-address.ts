import { createServer } from 'node:http'
import type { TestContext } from 'node:test'
import type { Notice } from '../../src/location/notices/notice-text.ts'

/** A web address of a test that notices are sent to: keeps what it was told, or answers that it does not take it. */
export async function webAddress(t: TestContext) {
  const told: Notice[] = []
  const answers = { status: 200 }
  let wake = () => {}
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (piece) => (text += piece))
    request.on('end', () => {
      if (answers.status === 200) told.push(JSON.parse(text))
      response.writeHead(answers.status).end()
      wake()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const { port } = server.address() as { port: number }
  /** The next notice, taken out of `told`. */
  const next = async (): Promise<Notice> => {
    for (;;) {
      const first = told.shift()
      if (first) return first
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  return { address: `http://127.0.0.1:${port}/notices?key=1`, told, answers, next }
}
