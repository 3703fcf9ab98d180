import { answer } from '../../threads/answer.ts'
import { transmitting } from './transmitting.ts'
import { engineErrors } from './wire.ts'

answer(transmitting, { inTurn: true, errors: engineErrors })
