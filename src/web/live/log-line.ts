import type { NumberedLine } from '../../location/log-book.ts'
import type { LogLine } from '../contract/transmission.ts'
import { withoutCommands } from '../http/page-hints.ts'

/** pino's numbers: https://github.com/pinojs/pino/blob/main/docs/api.md#loggerlevels-object */
export const levels = { debug: 0, info: 30, warn: 40, error: 50 }

const levelOf = (level: number): LogLine['level'] =>
  level >= levels.error ? 'error' : level >= levels.warn ? 'warn' : level >= levels.info ? 'info' : 'debug'

/** A line of the log as the pages get it. */
export const logLine = (line: NumberedLine): LogLine => ({
  number: line.number,
  at: line.time,
  level: levelOf(line.level),
  step: line.step ?? '',
  store: line.store ?? '',
  text: line.msg,
  code: line.code ?? '',
  hint: withoutCommands(line.hint ?? ''),
  transmission: line.transmission ?? '',
})
