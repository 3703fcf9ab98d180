import type { OpenHome } from '../location/open-home.ts'
import type { Engine } from './engine/engine.ts'
import type { Reach } from './http/surroundings.ts'
import type { Events } from './live/events.ts'
import type { TransmissionHealth } from './live/health.ts'
import type { LogTail } from './live/log-tail.ts'
import type { Probes } from './live/probes.ts'
import type { Transmissions } from './live/transmissions.ts'
import type { Sessions } from './sessions/sessions.ts'

/** What the routes work with: one location, and all that is going on there. */
export type Pages = {
  open: OpenHome
  engine: Engine
  events: Events
  tail: LogTail
  transmissions: Transmissions
  probes: Probes
  health: TransmissionHealth
  sessions: Sessions
  reach: Reach
  /** When the next transmission is due by the transmission times, milliseconds; null: none. */
  nextTransmission: () => number | null
}
