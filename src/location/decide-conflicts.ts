import type { Value } from '../databases/database.ts'
import type { Conflict, Decision } from '../merge/conflicts.ts'
import type { PutBack } from '../merge/put-back.ts'
import { CentralOfficeError } from '../model/errors.ts'
import type { Office } from './office.ts'
import { typedFault, typedValue } from './typed-value.ts'

/** A side, a value as it is to be, or what a person typed, which becomes the kind of value that the others beside it are. */
export type Choice = { take: 'office' | 'store' } | { value: Value } | { typed: string }

/**
 * Settles open conflicts. All are looked up before the first is decided, so that a slip in one number decides nothing.
 * Errors: CONFLICT_UNKNOWN, CONFLICT_SETTLED, USAGE (a value for a whole row, or one that the column would not keep).
 */
export async function decideAll(office: Office, choices: { id: number; choice: Choice }[]): Promise<Conflict[]> {
  const found: { conflict: Conflict; choice: Choice }[] = []
  for (const { id, choice } of choices) found.push({ conflict: openOnly(await office.conflict(id)), choice })
  for (const { conflict, choice } of found) {
    rowNeedsSide(conflict, choice)
    await mustFit(office, conflict, choice)
  }
  const decided: Conflict[] = []
  for (const { conflict, choice } of found)
    decided.push(await office.decide(conflict.id, decisionFor(conflict, choice)))
  return decided
}

/**
 * Puts back what lost in settled conflicts, all or none. `choice` null: the value that lost. Errors: as `putBack` of the office.
 */
export async function putBackAll(office: Office, chosen: { id: number; choice: Choice | null }[]): Promise<PutBack[]> {
  const wanted: { id: number; choice: Decision | null }[] = []
  for (const { id, choice } of chosen) {
    const conflict = await office.conflict(id)
    if (choice) await mustFit(office, conflict, choice)
    wanted.push({ id, choice: choice && decisionFor(conflict, choice) })
  }
  return office.putBack(wanted)
}

/** What the choice means for this conflict. */
const decisionFor = (conflict: Conflict, choice: Choice): Decision =>
  'typed' in choice ? { value: typedValue(choice.typed, valuesBeside(conflict)) } : choice

const valuesBeside = ({ officeValue, storeValue, base }: Conflict): Value[] => [officeValue, storeValue, base]

/** What a person typed is kept as it was typed, or refused. */
async function mustFit(office: Office, conflict: Conflict, choice: Choice): Promise<void> {
  if (!('typed' in choice) || conflict.column === null) return
  const table = (await office.replica.tables()).get(conflict.table)
  const type = table?.columns.find(({ name }) => name === conflict.column)?.type
  const fault = type === undefined ? '' : typedFault(choice.typed, valuesBeside(conflict), type)
  if (fault === '') return
  throw new CentralOfficeError(
    'USAGE',
    `${conflict.table}.${conflict.column} cannot become ${choice.typed}: ${fault}.`,
    {
      hint: 'Type another value. Nothing was decided now.',
    },
  )
}

function openOnly(conflict: Conflict): Conflict {
  if (conflict.outcome === 'open') return conflict
  throw new CentralOfficeError('CONFLICT_SETTLED', `The conflict ${conflict.id} is settled already.`, {
    hint: `See what came of it with: central-office conflicts show ${conflict.id}. Nothing was decided now.`,
  })
}

function rowNeedsSide(conflict: Conflict, choice: Choice): void {
  if (conflict.column !== null || 'take' in choice) return
  throw new CentralOfficeError(
    'USAGE',
    `The conflict ${conflict.id} is about a whole row, which has no single value.`,
    {
      hint: 'Decide with --take office (keep the row) or --take store (delete it). Nothing was decided now.',
    },
  )
}
