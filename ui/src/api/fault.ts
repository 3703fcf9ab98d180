type FaultFacts = {
  code: string
  message: string
  hint?: string | undefined
  fields?: Record<string, string> | undefined
  status: number
}

/** What the server answered instead of what was asked for: a code, a sentence for a person, and what to do. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: string
  readonly hint: string
  /** What is wrong with single fields of a form, by their names. */
  readonly fields: Readonly<Record<string, string>>
  readonly status: number

  constructor(about: FaultFacts) {
    super(about.message)
    this.code = about.code
    this.hint = about.hint ?? ''
    this.fields = Object.fromEntries(Object.entries(about.fields ?? {}).map(([name, text]) => [name, asSentence(text)]))
    this.status = about.status
  }
}

const asSentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Any error as something to show. */
export const faultOf = (error: unknown): Fault =>
  error instanceof Fault
    ? error
    : new Fault({
        code: 'INTERNAL',
        message: 'The page met an error of its own.',
        hint: error instanceof Error ? error.message : String(error),
        status: 0,
      })
