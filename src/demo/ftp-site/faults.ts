import { once } from 'node:events'
import { z } from 'zod'
import { CentralOfficeError } from '../../model/errors.ts'
import type { Effect } from './effect.ts'
import { after, corrupted, cutThenRefused, firstOf, halfOf, refusedAfter, slowly } from './faulty-data.ts'
import { Refusal } from './refusal.ts'

/** A kind of fault: what it takes, and what it does to the command it strikes. */
const kind = <Shape extends z.ZodRawShape>(
  shape: Shape,
  effect: (settings: z.output<z.ZodObject<Shape>>) => Effect,
): { schema: z.ZodObject<Shape>; effectOf: (action: unknown) => Effect } => {
  const schema = z.object(shape)
  return { schema, effectOf: (action) => effect(schema.parse(action)) }
}

const bytes = z.int().min(0)
const replyCode = z.int().min(100).max(599)

const oddFacts = {
  capital: (line: string) => line.replace(/^type=(.)/, (_, first) => `Type=${first.toUpperCase()}`),
  typeless: (line: string) => line.replace(/^type=\w+;/, ''),
  system: (line: string) => line.replace(/^type=/, 'type=OS.unix='),
  nonsense: (line: string) => `? ${line.replaceAll(/[;=]/g, ' ')}`,
}

/** Every kind of fault there is; another one is another entry here. */
const kinds = {
  /**
   * Control and data connection close: before the work, halfway the data (an upload: halfway its first piece; without
   * data: as `after`), or after the work instead of the reply.
   */
  drop: kind(
    { when: z.enum(['before', 'during', 'after']) },
    ({ when }) =>
      ({
        before: { instead: (visitor) => visitor.drop() } satisfies Effect,
        during: {
          data: (data, visitor, total) => halfOf(data, total, () => visitor.drop()),
          loseReply: true,
        } satisfies Effect,
        after: { loseReply: true } satisfies Effect,
      })[when],
  ),
  /** Refused with this reply; the work is not done. */
  reply: kind({ code: replyCode, text: z.string().regex(/^[^\r\n]*$/) }, ({ code, text }) => ({
    instead: (visitor) => visitor.reply(code, text),
  })),
  /** Neither this command nor any later one is answered; the connection stays open. */
  hang: kind({}, () => ({
    instead: async (visitor) => {
      if (!visitor.gone.aborted) await once(visitor.gone, 'abort')
    },
  })),
  /** The data comes or goes at this speed. */
  slow: kind({ bytesPerSecond: z.number().positive() }, ({ bytesPerSecond }) => ({
    data: (data, visitor) => slowly(data, bytesPerSecond, visitor.gone),
  })),
  /** Only the first bytes are sent, or kept; the reply says that all went well. */
  truncate: kind({ bytes }, ({ bytes: limit }) => ({ data: (data) => firstOf(data, limit) })),
  /** One bit of the data is another; the reply says that all went well. */
  corrupt: kind({}, () => ({ data: corrupted })),
  /** A listing shows nothing. */
  'empty-list': kind({}, () => ({ entries: () => [] })),
  /** A listing shows only so many entries. */
  'truncated-list': kind({ entries: bytes }, ({ entries: limit }) => ({ entries: (all) => all.slice(0, limit) })),
  /** MLSD writes `Type=File`, leaves the type out, gives `type=OS.unix=file`, or writes what nobody understands. */
  'odd-facts': kind({ form: z.enum(['capital', 'typeless', 'system', 'nonsense']) }, ({ form }) => ({
    facts: oddFacts[form],
  })),
  /** LIST looks as that of IIS. */
  'dos-list': kind({ commas: z.boolean().default(false) }, ({ commas }) => ({
    listFormat: commas ? 'dos with commas' : 'dos',
  })),
  /** LIST looks as that of VMS, which hardly any client reads. */
  'vms-list': kind({}, () => ({ listFormat: 'vms' })),
  /** What is missing is told in this way; what is there is as ever. */
  missing: kind({ as: z.union([replyCode, z.enum(['closed', 'text'])]) }, ({ as }) => ({ missing: as })),
  /** An upload stops after so many bytes, which stay on the site. */
  'disk-full': kind({ afterBytes: bytes, code: replyCode.default(451) }, ({ afterBytes, code }) => ({
    data: (data) => refusedAfter(data, afterBytes, new Refusal(code, 'No space left')),
  })),
  /** An upload's data connection is cut after so many bytes, and the reply that says why comes a moment later. */
  'cut-upload': kind({ afterBytes: bytes, code: replyCode, text: z.string() }, ({ afterBytes, code, text }) => ({
    data: (data, visitor) => cutThenRefused(data, afterBytes, () => visitor.cutData(), new Refusal(code, text)),
  })),
  /** The reply that all went well comes before the first byte of the data. */
  'early-226': kind({}, () => ({
    data: (data, visitor) => after(() => visitor.reply(226, 'Transfer complete'), data),
  })),
  /** SIZE says `by` bytes more than there are (less, if negative). */
  'wrong-size': kind({ by: z.int().default(1) }, ({ by }) => ({ size: (size) => Math.max(0, size + by) })),
  /** An uploaded file appears only after so many milliseconds or, by default, once its visitor has gone. */
  late: kind({ milliseconds: bytes.optional() }, ({ milliseconds }) => ({
    outOfSight: milliseconds ?? Number.POSITIVE_INFINITY,
  })),
  /** The visitor was idle too long: 421 and the connection closes, the command is not answered. */
  'disconnect-idle': kind({}, () => ({
    instead: (visitor) => {
      visitor.reply(421, 'Idle too long, closing the connection')
      visitor.hangUp()
    },
  })),
}

type Kinds = typeof kinds
/** Pick, because the type of an empty object schema forbids every further key, `kind` too. */
type Settings<Kind extends keyof Kinds> = Pick<z.input<Kinds[Kind]['schema']>, keyof Kinds[Kind]['schema']['shape']>
type Action = { [Kind in keyof Kinds]: { kind: Kind } & Settings<Kind> }[keyof Kinds]

/** Something that goes wrong on the site, on purpose. Plain data, but for a RegExp. */
export type Fault = {
  /** The command it strikes, in any case. `CONNECT` = the greeting of a new connection; `*` = every command, and the greeting. */
  command: string
  /** Strikes only paths (absolute, as a visitor sees them) that hold this text, or match this expression. */
  path?: string | RegExp | undefined
  /** How often it strikes. Default 1; Infinity = always. */
  times?: number | undefined
  /** How many commands it would strike it first lets pass. Default 0. */
  after?: number | undefined
  do: Action
}

const Action = z.custom<Action>((value) => {
  const parsed = z.looseObject({ kind: z.enum(Object.keys(kinds) as [keyof Kinds]) }).safeParse(value)
  return parsed.success && kinds[parsed.data.kind].schema.safeParse(value).success
}, 'not a fault this site knows, or not with these settings')

const Fault: z.ZodType<Fault> = z.strictObject({
  command: z.string().min(1).toUpperCase(),
  path: z.union([z.string(), z.instanceof(RegExp)]).optional(),
  times: z.union([z.literal(Number.POSITIVE_INFINITY), z.int().min(1)]).optional(),
  after: z.int().min(0).optional(),
  do: Action,
})

/** The faults in wait on a site, in the order they were injected; the first that fits a command strikes it. */
export class Faults {
  #waiting: { fault: Fault; toPass: number; toStrike: number }[] = []
  /** What was struck: `RETR /network/a.dat`. */
  readonly struck: string[] = []

  /** Throws USAGE for a fault that makes no sense. */
  inject(fault: Fault): void {
    const { success, data, error } = Fault.safeParse(fault)
    if (!success) {
      throw new CentralOfficeError('USAGE', `The demo FTP site cannot do this fault: ${z.prettifyError(error)}.`, {
        hint: 'Correct the fault.',
        cause: error,
      })
    }
    this.#waiting.push({ fault: data, toPass: data.after ?? 0, toStrike: data.times ?? 1 })
  }

  clear(): void {
    this.#waiting = []
  }

  /** What is to go wrong with this command. Counts: ask once a command. */
  strike(command: string, path: string): Effect {
    for (const waiting of this.#waiting) {
      if (waiting.toStrike === 0 || !fits(waiting.fault, command, path)) continue
      if (waiting.toPass > 0) {
        waiting.toPass--
        continue
      }
      waiting.toStrike--
      // The argument of PASS is no path.
      this.struck.push(command === 'PASS' ? command : `${command} ${path}`)
      return kinds[waiting.fault.do.kind].effectOf(waiting.fault.do)
    }
    return {}
  }
}

const fits = (fault: Fault, command: string, path: string): boolean => {
  if (fault.command !== '*' && fault.command !== command) return false
  if (fault.path === undefined) return true
  // search() leaves lastIndex of a /g expression alone, test() would not.
  return typeof fault.path === 'string' ? path.includes(fault.path) : path.search(fault.path) >= 0
}
