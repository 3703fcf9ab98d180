import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { findProgram } from '../../test/interop/servers/programs.ts'

const program = findProgram('zstd')

/** Packs a file at level 3 as a person would: with the program `zstd`, which is quicker than Node.js, or with that. */
export const packFile = (from: string, to: string): Promise<void> =>
  program === undefined ? pack(createReadStream(from), to) : runZstd(['-q', '-3', from, '-o', to])

export const unpackFile = (from: string, to: string): Promise<void> =>
  program === undefined ? unpack(from, createWriteStream(to)) : runZstd(['-q', '-d', from, '-o', to])

/** What comes out of another program, packed into a file. */
export const pack = async (from: Readable, to: string): Promise<void> => {
  if (program === undefined) {
    const level = { params: { [constants.ZSTD_c_compressionLevel]: 3 } }
    return pipeline(from, createZstdCompress(level), createWriteStream(to))
  }
  const zstd = spawn(program, ['-q', '-3', '-o', to], { stdio: ['pipe', 'ignore', 'inherit'] })
  await Promise.all([ended(zstd), pipeline(from, zstd.stdin)])
}

/** A packed file, unpacked into another program. */
export const unpack = async (from: string, to: Writable): Promise<void> => {
  if (program === undefined) return pipeline(createReadStream(from), createZstdDecompress(), to)
  const zstd = spawn(program, ['-q', '-dc', from], { stdio: ['ignore', 'pipe', 'inherit'] })
  await Promise.all([ended(zstd), pipeline(zstd.stdout, to)])
}

const runZstd = (args: string[]): Promise<void> => ended(spawn(program ?? '', args, { stdio: 'ignore' }))

const ended = async (child: ReturnType<typeof spawn>): Promise<void> => {
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`zstd ended with ${code}`)
}
