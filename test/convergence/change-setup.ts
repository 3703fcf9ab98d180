import { filterOf, type Table } from './schema.ts'
import type { Step } from './story.ts'

type Changed = {
  /** In words; null: nothing was changed. */
  told: string | null
  /** The rows that are there go on under the same rules for telling them apart, so that the model can follow. */
  kept: boolean
  /** A column that does not transmit any more. */
  leftOut: string | null
}

/** Changes what the replica setup is to say of a table. */
export function changeSetup(table: Table, { column: which, change }: Extract<Step, { what: 'setup' }>): Changed {
  const column = table.columns[which % Math.max(1, table.columns.length)]
  const said = (told: string | null, kept = true, leftOut: string | null = null): Changed => ({ told, kept, leftOut })
  const nothing = said(null)
  switch (change.of) {
    case 'rule':
      table.plan.rule = change.rule
      return said(`the rule becomes ${change.rule}`)
    case 'column rule':
      if (!column) return nothing
      column.rule = change.rule
      return said(`the rule of ${column.name} becomes ${change.rule}`)
    case 'set by':
      if (!column?.transmit) return nothing
      column.setBy = change.setBy
      return said(`${column.name} is set by ${change.setBy ?? 'both sides'}`)
    case 'sharing': {
      if (change.sharing === table.plan.sharing) return nothing
      table.plan.sharing = change.sharing
      return said(`sharing becomes ${change.sharing}`, false)
    }
    case 'transmit':
      if (!column || column.transmit === change.transmit) return nothing
      column.transmit = change.transmit
      return said(
        `${column.name} is ${change.transmit ? 'let in' : 'left out'}`,
        false,
        change.transmit ? null : column.name,
      )
    case 'filter': {
      const before = JSON.stringify(filterOf(table))
      table.plan.filter = change.filter
      const filter = filterOf(table)
      if (JSON.stringify(filter) === before) return nothing
      return said(filter ? `the filter becomes: ${filter.name} ${filter.test}` : 'the filter goes', false)
    }
  }
}
