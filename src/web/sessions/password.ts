import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** What a password is recognised by. */
export const KeptPassword = z.strictObject({
  /** Random, base64. Sessions of another one are void. */
  salt: z.string().min(20).max(100),
  hash: z.string().min(40).max(200),
  n: z
    .int()
    .min(1024)
    .max(2 ** 20),
  r: z.int().min(1).max(32),
  p: z.int().min(1).max(16),
})
export type KeptPassword = z.infer<typeof KeptPassword>

/** OWASP Password Storage Cheat Sheet, scrypt: 32 MiB, three passes. */
const COST = { n: 2 ** 15, r: 8, p: 3 }
const BYTES = 32

/** The same password typed on two keyboards is one. */
const plain = (password: string): string => password.normalize('NFKC')

const derive = (password: string, salt: Buffer, { n, r, p }: { n: number; r: number; p: number }): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options: ScryptOptions = { N: n, r, p, maxmem: 256 * n * r }
    scrypt(plain(password), salt, BYTES, options, (error, key) => (error ? reject(error) : resolve(key)))
  })

export async function keepPassword(password: string): Promise<KeptPassword> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, COST)
  return { salt: salt.toString('base64'), hash: hash.toString('base64'), ...COST }
}

export async function isPassword(password: string, kept: KeptPassword): Promise<boolean> {
  const wanted = Buffer.from(kept.hash, 'base64')
  const found = await derive(password, Buffer.from(kept.salt, 'base64'), kept)
  return wanted.length === found.length && timingSafeEqual(wanted, found)
}
