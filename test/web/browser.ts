import assert from 'node:assert/strict'
import { request } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { ErrorBody } from '../../src/web/contract/error-body.ts'
import type { ServerEvent } from '../../src/web/contract/events.ts'

export const PASSWORD = 'correct horse battery'

export type Answer<T> = {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: T
  text: string
}

type Asking = { method?: string; headers?: Record<string, string | undefined>; body?: unknown; raw?: string }

/** Asks as a browser does: with its cookies, saying where its page comes from. Every header can be another. */
export class Browser {
  readonly address: string
  readonly #trusted: string | undefined
  cookie: string | undefined
  setCookie = ''

  /** `trusted`: PEM of the certificate that it believes at an https address. */
  constructor(address: string, trusted?: string) {
    this.address = address
    this.#trusted = trusted
  }

  ask<T = ErrorBody>(path: string, { method = 'GET', headers = {}, body, raw }: Asking = {}): Promise<Answer<T>> {
    const { hostname, port, origin, protocol } = new URL(this.address)
    const text = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const sent: Record<string, string | undefined> = {
      'sec-fetch-site': 'same-origin',
      ...(method === 'GET' ? {} : { origin }),
      ...(text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
      ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
      ...headers,
    }
    const given = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined))
    return new Promise((resolve, reject) => {
      const how = { hostname, port, path, method, headers: given as Record<string, string> }
      // Else the name to look for in the certificate would be that of the Host header.
      const secure = { ...how, servername: hostname, ...(this.#trusted === undefined ? {} : { ca: this.#trusted }) }
      const asked = (protocol === 'https:' ? secureRequest : request)(secure, (response) => {
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('end', () => {
          this.#keepCookie(response.headers['set-cookie'])
          const got = Buffer.concat(pieces).toString('utf8')
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parsed(got) as T, text: got })
        })
        response.on('error', reject)
      })
      asked.on('error', reject)
      asked.end(text)
    })
  }

  post<T>(path: string, body: unknown = {}): Promise<Answer<T>> {
    return this.ask<T>(path, { method: 'POST', body })
  }

  put<T>(path: string, body: unknown): Promise<Answer<T>> {
    return this.ask<T>(path, { method: 'PUT', body })
  }

  /** Sets the password with the one-time link. */
  async welcome(link: string | null, password = PASSWORD): Promise<void> {
    const token = link?.split('#welcome=')[1]
    assert.equal((await this.post('/api/welcome', { token, password })).status, 200)
  }

  #keepCookie(given: string[] | undefined): void {
    if (given?.[0] === undefined) return
    this.setCookie = given[0]
    this.cookie = given[0].split(';', 1)[0]
  }

  /** Follows the events until `enough`; returns all that came. */
  async events(enough: (events: ServerEvent[]) => boolean, after?: number): Promise<ServerEvent[]> {
    return (await this.follow(enough, after)).came
  }

  /** Listens once this resolves: what is begun then cannot end unheard. `came`: all events until `enough`. */
  async follow(enough: (events: ServerEvent[]) => boolean, after?: number): Promise<{ came: Promise<ServerEvent[]> }> {
    const stop = new AbortController()
    const response = await fetch(`${this.address}/api/events${after === undefined ? '' : `?after=${after}`}`, {
      headers: { cookie: this.cookie ?? '' },
      signal: stop.signal,
    })
    assert.equal(response.status, 200)
    assert.ok(response.body)
    return { came: eventsOf(response.body, enough).finally(() => stop.abort()) }
  }
}

async function eventsOf(
  stream: NonNullable<Response['body']>,
  enough: (events: ServerEvent[]) => boolean,
): Promise<ServerEvent[]> {
  const events: ServerEvent[] = []
  let rest = ''
  for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + piece).split('\n\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      const data = /^data: (.*)$/m.exec(part)?.[1]
      if (data !== undefined) events.push(JSON.parse(data) as ServerEvent)
    }
    if (enough(events)) break
  }
  return events
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
