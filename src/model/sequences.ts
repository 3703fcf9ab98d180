import { z } from 'zod'

/** By table, the highest number that AUTOINCREMENT has given so far: 64 bits, as text. */
export const Sequences = z.record(z.string().min(1).max(500), z.string().regex(/^[0-9]{1,19}$/))
export type Sequences = z.infer<typeof Sequences>
