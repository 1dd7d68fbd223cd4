import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseProblem } from './server-problem.ts'

/** The system user the database server runs as. `switched` when it is not the user of this process. */
export type ServerUser = { uid: number; gid: number; name: string; switched: boolean }

/**
 * PostgreSQL refuses to run as root, rightly. As root, the user that owns the existing `database` folder is taken,
 * else the first of belegt, postgres, nobody that the system knows; otherwise the user of this process.
 */
export function serverUser(database: string): ServerUser {
  const uid = process.getuid?.() ?? -1
  const gid = process.getgid?.() ?? -1
  const users = systemUsers()
  const owner = existsSync(database) ? statSync(database) : undefined
  const nameOf = (id: number): string => users.find((user) => user.uid === id)?.name ?? `number ${id}`
  if (uid !== 0) {
    if (owner && owner.uid !== uid)
      throw new DatabaseProblem(
        `The database in ${database} belongs to the user ${nameOf(owner.uid)}, but Belegt was started as ` +
          `${nameOf(uid)}. Nothing was changed. Start Belegt as root or ${nameOf(owner.uid)}, or hand the data folder ` +
          `over (as root: chown -R ${nameOf(uid)} ${dirname(database)}).`,
      )
    return { uid, gid, name: nameOf(uid), switched: false }
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, name: nameOf(owner.uid), switched: true }
  for (const name of ['belegt', 'postgres', 'nobody']) {
    const user = users.find((one) => one.name === name && one.uid !== 0)
    if (user) return { ...user, switched: true }
  }
  throw new DatabaseProblem(
    'The database server must not run as root, and this system has no user belegt, postgres or nobody. ' +
      'Create one (useradd --system belegt) and start again.',
  )
}

/** The first folder on the way to `path` (itself included) that the user may not enter; undefined when all are open. */
export function closedFolder(path: string, user: ServerUser): string | undefined {
  if (!user.switched) return undefined
  const way: string[] = []
  for (let at = path; ; at = dirname(at)) {
    way.unshift(at)
    if (at === dirname(at)) break
  }
  return way.find((folder) => existsSync(folder) && !mayEnter(folder, user))
}

function mayEnter(folder: string, user: ServerUser): boolean {
  const { mode, uid, gid } = statSync(folder)
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
  if ((mode & bit) !== 0) return true
  // The mode says no; an access control list may still say yes. Only the kernel knows, so it is asked as that user.
  const asked = spawnSync('/bin/sh', ['-c', '[ -x "$1" ]', 'sh', folder], {
    uid: user.uid,
    gid: user.gid,
    cwd: '/',
    env: {},
  })
  return asked.status === 0
}

function systemUsers(): { name: string; uid: number; gid: number }[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((parts) => parts.length >= 4)
    .map((parts) => ({ name: parts[0] ?? '', uid: Number(parts[2]), gid: Number(parts[3]) }))
}
