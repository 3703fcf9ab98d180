import { answer } from '../../threads/answer.ts'
import { engineErrors } from './wire.ts'
import { writing } from './writing.ts'

answer(writing, { inTurn: true, errors: engineErrors })
