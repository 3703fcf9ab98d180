import { inspect } from 'node:util'
import { z } from 'zod'

const SHOWN = '[secret]'

/**
 * A value that never prints: however it reaches a log, a JSON text, a template or an error, it stands there as
 * `[secret]`. Only `reveal()` gives it, so that every place that uses a secret can be found by that word.
 * It does not survive `structuredClone`: a worker thread reads the secrets itself.
 */
export class Secret<T> {
  readonly #value: T

  constructor(value: T) {
    this.#value = value
  }

  reveal(): T {
    return this.#value
  }

  toString(): string {
    return SHOWN
  }

  toJSON(): string {
    return SHOWN
  }

  [Symbol.toPrimitive](): string {
    return SHOWN
  }

  [inspect.custom](): string {
    return SHOWN
  }
}

/** Reads a text (up to 1,000 characters; an FTP account may well have an empty password) straight into a Secret. */
export const SecretText = z
  .string()
  .max(1000)
  .transform((text) => new Secret(text))

/**
 * Reads base64 of exactly 32 bytes into a Secret. The last digit is held to those that leave no bits over, so one key
 * has one text.
 */
export const SecretKey = z
  .string()
  .regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, 'expected a key: base64 of 32 bytes')
  .transform((text) => new Secret(new Uint8Array(Buffer.from(text, 'base64'))))

export const keyText = (key: Secret<Uint8Array>): string => Buffer.from(key.reveal()).toString('base64')
