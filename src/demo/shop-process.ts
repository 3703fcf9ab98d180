import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { fillShop } from './shop/fill-shop.ts'

const Task = z.strictObject({ file: z.string(), seed: z.int(), rows: z.int(), store: z.int(), lastDate: z.iso.date() })

const { file, seed, rows, store, lastDate } = Task.parse(JSON.parse(String(process.argv[2])))
const database = new DatabaseSync(file)
database.exec('PRAGMA journal_mode = WAL')
fillShop(database, { seed, rows, store, lastDate })
database.close()
