import type { SetupDoubts } from '../location/setup-doubts.ts'

export const doubtLines = ({ otherSetup, refused }: SetupDoubts): string[] => [
  ...otherSetup.map(
    ({ store, version }) =>
      `${store} goes on by replica setup ${version}: it refused the present one (see its log). Save the setup anew: central-office replica set`,
  ),
  ...refused.flatMap(({ store, reason, remedy }) => [`Not transmitted by ${store}: ${reason}`, `  ${remedy}`]),
]

/** At a store: why the setup that came last was not taken. */
export const refusedLines = (why: string | null): string[] =>
  why === null ? [] : [`The setup that the office sent last was refused, and this one stays: ${why}.`]
