import { answer } from './answer.ts'
import { transmitting } from './transmitting.ts'

answer(transmitting, { inTurn: true })
