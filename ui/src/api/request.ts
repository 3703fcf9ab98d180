import { Fault } from './fault.ts'

type Query = Record<string, string | number | undefined>

/** `/api/log` and `{ after: 3 }` as `/api/log?after=3`; what is undefined is left out. */
export const addressOf = (path: string, query: Query = {}): string => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return search === '' ? path : `${path}?${search}`
}

export const ask = <Answer>(path: string, query?: Query, signal?: AbortSignal): Promise<Answer> =>
  answer<Answer>(reach(addressOf(path, query), signal ? { signal } : {}))

export const tell = <Answer>(method: 'POST' | 'PUT' | 'DELETE', path: string, body: unknown = {}): Promise<Answer> =>
  answer<Answer>(reach(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }))

type Answered<Answer> = { ok: boolean; status: number; json(): Promise<Answer> }

/** What was asked for, or a Fault with what the server said instead. */
export async function answer<Answer>(asked: Promise<Answered<Answer>>): Promise<Answer> {
  const response = await asked
  if (response.ok) return response.json()
  const refusal: unknown = await response.json().catch(() => undefined)
  throw new Fault({ ...unclear(response.status), ...(isFault(refusal) ? refusal : {}), status: response.status })
}

/** As `fetch`; where nothing answers, it says so in words. Errors: Fault UNREACHABLE. */
export async function reach(address: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(address, { ...init, credentials: 'same-origin' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Fault({
      code: 'UNREACHABLE',
      message: 'Central Office does not answer on this computer.',
      hint: 'Start it again with: central-office serve. This page then goes on by itself.',
      status: 0,
    })
  }
}

const unclear = (status: number) => ({
  code: 'INTERNAL',
  message: `The request failed with status ${status}.`,
  hint: 'Try again; if it stays like this, look into the log.',
})

const isFault = (answer: unknown): answer is { code: string; message: string } =>
  typeof answer === 'object' && answer !== null && 'code' in answer && 'message' in answer
