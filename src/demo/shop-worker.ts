import { DatabaseSync } from 'node:sqlite'
import { workerData } from 'node:worker_threads'
import { z } from 'zod'
import { fillShop } from './shop/fill-shop.ts'

const Task = z.strictObject({ file: z.string(), seed: z.int(), rows: z.int(), store: z.int() })

const { file, seed, rows, store } = Task.parse(workerData)
const database = new DatabaseSync(file)
database.exec('PRAGMA journal_mode = WAL')
fillShop(database, { seed, rows, store })
database.close()
