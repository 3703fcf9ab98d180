import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'

/** Looks for secrets in whatever a program leaves or says, in every form they are likely to stand there. */
export class SecretHunt {
  readonly #forms = new Map<string, Buffer>()
  #looked = 0

  /** Bytes searched so far: a hunt through nothing finds nothing. */
  get looked(): number {
    return this.#looked
  }

  add(name: string, secret: string | Uint8Array): void {
    const bytes = Buffer.from(secret)
    const [hex, base64] = [bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, '')]
    const forms: Record<string, string | Buffer> = { plain: bytes, hex, HEX: hex.toUpperCase(), base64 }
    forms.base64url = bytes.toString('base64url')
    if (typeof secret === 'string') {
      forms.json = JSON.stringify(secret).slice(1, -1)
      forms.url = encodeURIComponent(secret)
      forms.utf16 = Buffer.from(secret, 'utf16le')
      forms.inspected = inspect(secret).slice(1, -1)
    }
    for (const [form, value] of Object.entries(forms)) this.#forms.set(`${name} (${form})`, Buffer.from(value))
  }

  inText(text: string): string[] {
    return this.inBytes(Buffer.from(text))
  }

  inBytes(bytes: Buffer): string[] {
    this.#looked += bytes.length
    return [...this.#forms].filter(([, form]) => bytes.includes(form)).map(([name]) => name)
  }

  /** Everything that can be got out of an error: message, hint, stack, and the same of its causes. */
  inError(error: unknown): string[] {
    const texts = [inspect(error, { depth: 10, showHidden: true }), JSON.stringify(error)]
    for (let cause = error; cause instanceof Error; cause = cause.cause)
      texts.push(String(cause), cause.stack ?? '', JSON.stringify({ ...cause }))
    return this.inText(texts.join('\n'))
  }

  /** In the names and the bytes of all files below a folder, but for those of these names. */
  inFolder(folder: string, ...kept: string[]): string[] {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && !kept.includes(entry.name),
    )
    return files.flatMap(({ parentPath, name }) => {
      const file = join(parentPath, name)
      return [...this.inText(file), ...this.inBytes(readFileSync(file))].map((found) => `${found} in ${file}`)
    })
  }
}
