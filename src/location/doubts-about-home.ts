import { CentralOfficeError } from '../model/errors.ts'
import { openHome } from '../settings/home.ts'
import { homeDoubts } from '../settings/home-doubts.ts'
import { readSettings } from '../settings/settings-file.ts'

/**
 * What others of this computer may do with the location in a folder that they should not; none where no location can be found
 * there: whoever goes on to open it is told why not.
 */
export async function doubtsAboutHome(folder: string): Promise<CentralOfficeError[]> {
  try {
    const home = await openHome(folder)
    return await homeDoubts(home, await readSettings(home).catch(() => null))
  } catch (error) {
    if (error instanceof CentralOfficeError) return []
    throw error
  }
}
