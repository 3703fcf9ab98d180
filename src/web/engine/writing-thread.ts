import { answer } from './answer.ts'
import { writing } from './writing.ts'

answer(writing, { inTurn: true })
