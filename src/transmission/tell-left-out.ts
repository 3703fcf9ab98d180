import type { LeftOutTable } from './left-out-tables.ts'
import type { Visit } from './visit.ts'

/** Says at the end of a transmission which tables did not take part. What was told as a problem already is not told again. */
export function tellLeftOut(visit: Visit, leftOut: readonly LeftOutTable[]): void {
  for (const { table, code, text, hint } of leftOut) {
    visit.result.leftOut.push({ table, code, text, hint })
    if (visit.result.problems.some(({ message }) => text.endsWith(message))) continue
    visit.report({ step: 'done', level: 'warn', text, hint })
  }
}
