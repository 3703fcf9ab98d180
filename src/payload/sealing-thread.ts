import { answer } from '../threads/answer.ts'
import { sealing } from './sealing.ts'

answer(sealing, { inTurn: true })
