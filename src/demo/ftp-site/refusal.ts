/** Thrown by a command to answer with this reply instead of doing its work. */
export class Refusal extends Error {
  readonly code: number

  constructor(code: number, text: string, options?: ErrorOptions) {
    super(text, options)
    this.name = 'Refusal'
    this.code = code
  }
}

const replies: Record<string, [code: number, text: string]> = {
  ENOENT: [550, 'No such file or folder'],
  ENOTDIR: [550, 'Not a folder'],
  EISDIR: [550, 'Is a folder'],
  EEXIST: [550, 'Already exists'],
  ENOTEMPTY: [550, 'Folder is not empty'],
  EACCES: [550, 'Permission denied'],
  EPERM: [550, 'Permission denied'],
  EBUSY: [450, 'File is in use'],
  ENOSPC: [552, 'No space left'],
  ENAMETOOLONG: [553, 'Name too long'],
}

/** What to answer when a command failed with `error`: the site's inner workings never show in the text. */
export const refusalFor = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const [reply, text] = replies[code] ?? [451, 'Local error']
  return new Refusal(reply, text, { cause: error })
}
