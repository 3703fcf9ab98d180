import { basename, extname } from 'node:path'

const LONGEST = 100

/** What a store is called as long as nobody has given it a name: as the file of its database, without the ending. */
export const nameFromFile = (file: string): string => basename(file, extname(file)).trim().slice(0, LONGEST) || 'Store'
