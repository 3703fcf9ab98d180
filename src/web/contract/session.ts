import { z } from 'zod'

/** Longer ones cost time to check; shorter ones are guessed. */
export const NewPassword = z
  .string()
  .min(10, 'use at least 10 characters; a few words in a row are fine')
  .max(200, 'use at most 200 characters')

/**
 * Why a session is over: not used for too long, begun too long ago, the password is another, this session signed out, or the
 * program was started again, which forgets all sessions.
 */
export const SessionEnd = z.enum(['idle', 'old', 'password', 'signed out', 'restart'])
export type SessionEnd = z.infer<typeof SessionEnd>

/** Known without signing in, so that the page can greet: nothing in it is secret. */
export const Session = z.strictObject({
  signedIn: z.boolean(),
  role: z.enum(['office', 'store']),
  name: z.string(),
  /** Of a store that has joined. */
  number: z.string().nullable(),
  version: z.string(),
  /** No password has been set yet: only the one-time link that the program printed leads in. */
  needsPassword: z.boolean(),
  /** Why whoever asks is not signed in any more; null: is signed in, or never was. */
  ended: SessionEnd.nullable(),
})
export type Session = z.infer<typeof Session>

export const SignIn = z.strictObject({ password: z.string().max(1000) })
export type SignIn = z.infer<typeof SignIn>

/** `token` is what stands behind `#welcome=` in the one-time link. Signs in at once. */
export const Welcome = z.strictObject({ token: z.string().max(200), password: NewPassword })
export type Welcome = z.infer<typeof Welcome>

/** Every other session ends with it. */
export const ChangePassword = z.strictObject({ current: z.string().max(1000), password: NewPassword })
export type ChangePassword = z.infer<typeof ChangePassword>
