import type { ConflictRow, DecideMany, PutBackMany } from '../../../../src/web/contract/conflicts.ts'

/** What a person chose for one conflict. */
export type Choice = { side: 'office' | 'store' } | { side: 'typed'; text: string }
/** By the conflict's id. */
export type Choices = Record<number, Choice>

/** Ids of all conflicts of the row, that of the page first. */
export const conflictIds = ({ conflict, beside }: ConflictRow): number[] => [conflict.id, ...beside.map(({ id }) => id)]

export const chooseAll = (row: ConflictRow, side: 'office' | 'store'): Choices =>
  Object.fromEntries(conflictIds(row).map((id) => [id, { side }]))

/** What was chosen so far, as the server takes it. What was left open stays open. */
export const decisionsOf = (row: ConflictRow, choices: Choices): DecideMany => {
  const decisions: DecideMany['decisions'] = []
  for (const id of conflictIds(row)) {
    const choice = choices[id]
    if (choice === undefined) continue
    decisions.push({ id, decision: choice.side === 'typed' ? { typed: choice.text } : { take: choice.side } })
  }
  return { decisions }
}

/**
 * What has to be put back so that the office stands as it did before these decisions. A row that a decision itself brought back
 * stays: nothing is deleted without being asked.
 */
export const undoOf = (row: ConflictRow, { decisions }: DecideMany): PutBackMany['values'] => {
  const undo: PutBackMany['values'] = []
  for (const { id, column, kind } of [row.conflict, ...row.beside]) {
    const made = decisions.find((each) => each.id === id)?.decision
    if (made === undefined || kind === 'deleted at office' || ('take' in made && made.take === 'office')) continue
    undo.push({ id, decision: column === null ? null : { take: 'office' } })
  }
  return undo
}
