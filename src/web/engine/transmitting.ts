import { OpenHome } from '../../location/open-home.ts'
import { withLocation } from '../../location/running-location.ts'
import type { VisitResult } from '../../model/visit-event.ts'
import type { Surroundings } from '../../threads/work.ts'

/** The location is opened anew for each: settings and secrets are those saved last, and a database put back is seen. */
const transmit = (
  { id, takeOver }: { id: string; takeOver: boolean },
  { folder, tell, signal }: Surroundings,
): Promise<VisitResult> =>
  withLocation(
    folder,
    (location) => location.transmit({ id, takeOver, signal, onEvent: (event) => tell(event) }),
    OpenHome.beside,
  )

export const transmitting = { transmit }
export type Transmitting = typeof transmitting
