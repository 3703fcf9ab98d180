import { CentralOfficeError } from '../model/errors.ts'

/** True for a folder of another computer, as Windows names it: `\\server\share`, with `/` too, or `\\?\UNC\server\share`. Pure. */
export const isNetworkPath = (path: string): boolean =>
  /^[\\/]{2}(?![?.][\\/])[^\\/]|^[\\/]{2}\?[\\/]UNC[\\/]/i.test(path)

/** Network drives do not lock dependably, and two computers could take one home for theirs. Errors: HOME_UNUSABLE. */
export function refuseNetworkPath(folder: string, platform: string = process.platform): void {
  if (platform !== 'win32' || !isNetworkPath(folder)) return
  throw new CentralOfficeError('HOME_UNUSABLE', `The folder ${folder} is on another computer.`, {
    hint: 'The home folder belongs on a disk of this computer; name one with --home. The database may be elsewhere.',
  })
}
