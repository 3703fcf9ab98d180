import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { certificateIn } from './certificate.ts'
import { type Launch, launch } from './launch.ts'
import { freePort, type PortsOf } from './ports.ts'
import { isRoot } from './programs.ts'
import type { RunningServer, StartOptions } from './server-kind.ts'

/** What every server needs before it can start. */
export type ServerFolder = StartOptions & {
  folder: string
  /** The account's own folder. */
  root: string
  port: number
  username: string
  password: string
  certificate: { file: string; pem: string } | null
}

/** The system's user without rights; accounts that exist in a server's own files only act as this one. */
const nobody = { uid: 65534, gid: 65534 }

/** Whom an account of a server's own files acts as: nobody, or where the rights of root are missing, this process. */
export const actingAs = (): { uid: number; gid: number } =>
  isRoot() ? nobody : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }

export const prepareFolder = async (name: PortsOf, options: StartOptions): Promise<ServerFolder> => {
  const folder = await mkdtemp(path.join(tmpdir(), `${name}-`))
  await chmod(folder, 0o755)
  const root = path.join(folder, 'account')
  await mkdir(root)
  const { uid, gid } = actingAs()
  await chown(root, uid, gid)
  return {
    ...options,
    folder,
    root,
    port: await freePort(name, options.address),
    username: `cosite${randomBytes(3).toString('hex')}`,
    password: randomBytes(12).toString('base64url'),
    certificate: options.encryption === 'plain' ? null : await certificateIn(folder),
  }
}

/** Starts the program that was prepared; its folder goes when it ends, and `alsoRemove` is called. */
export const startIn = async (
  prepared: ServerFolder,
  how: Pick<Launch, 'program' | 'args' | 'environment'>,
  alsoRemove: () => void = () => undefined,
): Promise<RunningServer> => {
  const { folder, address, port, root, username, password, certificate } = prepared
  const remove = async () => {
    alsoRemove()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const stop = await launch({ ...how, folder, address, port })
    return {
      host: address,
      port,
      root,
      username,
      password,
      ...(certificate === null ? {} : { certificatePem: certificate.pem }),
      close: async () => {
        await stop()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}
