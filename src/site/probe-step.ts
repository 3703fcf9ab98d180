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

export type Finding = { ok?: 'limited' | 'skipped'; detail: string; remedy?: string }

export type StepDefinition = {
  name: ProbeStepName
  doing: Doing
  /** Steps without which this one makes no sense. */
  after: ProbeStepName[]
  /** False: a transmission does without, so that a failure is only a limit. */
  needed: boolean
  run(probe: Probe): Promise<Finding>
}

/** The path of something in the probe's own folder. */
export const at = (probe: Probe, name: string): string => `${probe.folder}/${name}`
