import { hasCode } from '../model/errors.ts'
import { explainFailure } from './failure.ts'
import { flight } from './flight.ts'
import { listEntries } from './listing.ts'
import { write } from './probe-files.ts'
import { at, type Finding, type Probe } from './probe-step.ts'
import { deleteFiles } from './remove.ts'
import { sizeOnSite } from './size.ts'

const askForRight =
  'Ask the hosting provider to give this account the right to delete files where those of this network lie.'

/**
 * Also the tidying up: after this step nothing of the probe is left on the site, unless it lets nothing be deleted. Then
 * transmissions work all the same, because no name is used twice; only the site gets fuller and fuller.
 */
export const removeProbeFiles = async (probe: Probe): Promise<Finding> => {
  const said = await deleteAll(probe)
  const folderStays = await removeFolders(probe)
  if (said !== null) return withoutDelete(probe, said)
  if (!folderStays) return { detail: 'Files and folders can be deleted.' }
  return {
    ok: 'limited',
    limit: 'folders stay',
    detail: `Files can be deleted, folders cannot: the empty folder ${probe.folder} stays.`,
    remedy: 'It harms nobody. Ask the hosting provider to give this account the right to remove folders as well.',
  }
}

/** Null: all were deleted. Else what the site said or did instead. */
const deleteAll = async (probe: Probe): Promise<string | null> => {
  const { connection } = probe
  const { habits } = connection
  try {
    for (const name of [...probe.files.map((file) => file.name), 'renamed.dat']) {
      await deleteFiles(connection, [at(probe, name)])
      if ((await sizeOnSite(connection, at(probe, name))) === null) continue
      habits.remove = false
      return 'The site says that a file was deleted, yet it is still there.'
    }
    habits.remove = true
    // Without a listing nothing can be found; that it does not work is told by another step.
    await sweep(probe, probe.folder).catch(() => undefined)
    return null
  } catch (error) {
    const refusal = explainFailure(error, { doing: 'remove', site: connection.site })
    if (!hasCode(refusal, 'SITE_FORBIDDEN')) throw error
    return refusal.message
  }
}

/**
 * Removes what is left in the probe's own folder under names that it did not give: of an upload to a name that was taken some
 * sites make another file, and an earlier step may have been cut off.
 */
const sweep = async (probe: Probe, folder: string): Promise<void> => {
  const { connection } = probe
  const found = (await listEntries(connection, folder)).filter(({ name }) => plainName.test(name))
  const files = found.filter(({ isFile }) => isFile).map(({ name }) => `${folder}/${name}`)
  await deleteFiles(connection, files)
  // No deeper than the probe goes itself, so that no site can lead it round in circles.
  if (folder.split('/').length > 2) return
  for (const { name } of found.filter((entry) => entry.isDirectory)) {
    await sweep(probe, `${folder}/${name}`)
    await connection.ask(`RMD ${folder}/${name}`, 'remove')
  }
}

/** Names come from outside. */
const plainName = /^(?!\.{1,2}$)[\w.-]{1,255}$/

const removeFolders = async ({ connection, entries, folder }: Probe): Promise<boolean> => {
  const lines = [...entries.map((name) => `RMD ${folder}/${name}`), `RMD ${folder}`]
  const replies = await flight(connection, lines, 'remove')
  return (replies.at(-1)?.code ?? 0) >= 400
}

/** What was cut short must be replaced, and what waits must be seen: without that, a stream would stand still for ever. */
const withoutDelete = async (probe: Probe, said: string): Promise<Finding> => {
  const { overwrite, listing } = probe.connection.habits
  if (overwrite === false) {
    return {
      ok: false,
      detail: `${said} Nor can they be overwritten, so that a file cut short could never be replaced.`,
      remedy: askForRight,
    }
  }
  // A megabyte for nothing at each test would be a bad guest.
  await write(probe, 'large.dat', Buffer.alloc(0))
  if (listing !== null) {
    return {
      ok: false,
      detail: `${said} With listings of ${listing} entries at most, files that wait would soon not be found any more.`,
      remedy: askForRight,
    }
  }
  return {
    ok: 'limited',
    detail: `${said} Transmissions work without; what is done with stays there and fills the site.`,
    remedy: `${askForRight} Until then delete .dat and .manifest files older than a month there now and then.`,
  }
}
