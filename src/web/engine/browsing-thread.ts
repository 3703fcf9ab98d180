import { answer } from './answer.ts'
import { browsing } from './browsing.ts'

answer(browsing, { inTurn: false })
