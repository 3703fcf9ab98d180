import type { Session } from '../session.ts'

/** Does one command and answers it; throws a Refusal, or what the disk throws, to have that answered. */
export type Command = (session: Session, argument: string) => void | Promise<void>

/** By name, in upper case. */
export type Commands = Record<string, Command>
