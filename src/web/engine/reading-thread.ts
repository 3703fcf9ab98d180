import { answer } from './answer.ts'
import { reading } from './reading.ts'

answer(reading, { inTurn: false })
