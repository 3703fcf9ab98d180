import { FTPError } from 'basic-ftp'
import type { SiteSettings } from '../model/site-settings.ts'
import type { Connection } from './connection.ts'
import type { SiteOptions } from './options.ts'
import type { Doing } from './reasons.ts'

export type ProbeStepName =
  | 'resolve'
  | 'connect'
  | 'encrypt'
  | 'sign-in'
  | 'open-home'
  | 'make-folder'
  | 'write'
  | 'list'
  | 'size'
  | 'read'
  | 'resume'
  | 'many-entries'
  | 'overwrite'
  | 'rename'
  | 'clock'
  | 'names'
  | 'features'
  | 'connections'
  | 'delete'

/** What the steps share; filled in as they go. */
export type Probe = {
  connection: Connection
  settings: SiteSettings
  password: string
  options: SiteOptions
  greeting: string
  /** The probe's own folder on the site, its name random so that two locations may probe at the same time. */
  folder: string
  /** Folders made in it to see how much a listing shows, as far as they are not removed yet. */
  entries: string[]
  files: { name: string; bytes: Buffer }[]
  uploadedAt: number
  clockOffset: number | null
  freeBytes: number | null
}

export type Finding = {
  /** Left out: all is well. False: no transmission can work like this. */
  ok?: 'limited' | 'skipped' | false
  detail: string
  /** Left out only where nothing can be done or all is well. */
  remedy?: string
  /** Names the limit, where it is another than the step's own `lack`. */
  limit?: string
}

export type StepDefinition = {
  name: ProbeStepName
  doing: Doing
  /** Steps without which this one makes no sense. */
  after: ProbeStepName[]
  /** False: a transmission does without, so that a failure is only a limit. */
  needed: boolean
  /** What the account lacks where the site refuses this step: '... to give this account the right to <right>'. */
  right?: string
  /** The limit's short name where this step only limits, for the verdict: 'no rename'. */
  lack?: string
  run(probe: Probe): Promise<Finding>
}

/** The site did what it was asked, and what came of it is not what was asked for. `message` ends without a full stop. */
export class Shortcoming extends Error {
  override readonly name = 'Shortcoming'
}

/** The path of something in the probe's own folder. */
export const at = (probe: Probe, name: string): string => `${probe.folder}/${name}`

/**
 * Tries what the site may or may not be able to do, and keeps that as its habit: true where `work` ends well. Only a word of
 * the site or what it did makes it false; a lost connection or a full moment (4xx, RFC 959, 4.2.1) leaves it unknown.
 */
export const learn = async (
  { connection: { habits } }: Probe,
  habit: 'rename' | 'overwrite' | 'rest',
  work: () => Promise<Finding>,
): Promise<Finding> => {
  try {
    const finding = await work()
    habits[habit] = finding.ok === undefined
    return finding
  } catch (error) {
    if (error instanceof Shortcoming || (error instanceof FTPError && error.code >= 500)) habits[habit] = false
    throw error
  }
}
