import { answer } from '../../threads/answer.ts'
import { browsing } from './browsing.ts'
import { engineErrors } from './wire.ts'

answer(browsing, { inTurn: false, errors: engineErrors })
