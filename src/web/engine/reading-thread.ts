import { answer } from '../../threads/answer.ts'
import { reading } from './reading.ts'
import { engineErrors } from './wire.ts'

answer(reading, { inTurn: false, errors: engineErrors })
