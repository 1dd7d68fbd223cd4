import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseProblem } from './server-problem.ts'

/** Identity of a process that survives the reuse of process ids: its start in clock ticks since boot, and the boot. */
export type ProcessMark = { pid: number; started: string; boot: string }

/** The mark of a living process, or undefined when there is none (a zombie counts as dead). */
export function processMark(pid: number): ProcessMark | undefined {
  const stat = readOrNothing(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  // The second field is the command in brackets and may itself hold blanks and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, started] = [fields[0], fields[19]]
  if (state === 'Z' || state === 'X' || started === undefined) return undefined
  return { pid, started, boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() }
}

/** True when the marked process itself still lives, not merely some process with its number. */
export function lives(mark: ProcessMark): boolean {
  const now = processMark(mark.pid)
  return now !== undefined && now.started === mark.started && now.boot === mark.boot
}

export type ClusterProcess = { pid: number; role: 'postmaster' | 'backend' }

/**
 * Every living process of the database server with this cluster name. Read from command lines, which PostgreSQL
 * fills with the cluster name: unlike /proc/<pid>/cwd they can be read without CAP_SYS_PTRACE (containers).
 */
export function clusterProcesses(cluster: string): ClusterProcess[] {
  const found: ClusterProcess[] = []
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    if (!Number.isInteger(pid)) continue
    const line = readOrNothing(`/proc/${pid}/cmdline`)
    if (line === undefined || !line.includes(cluster) || processMark(pid) === undefined) continue
    const command = line.split('\0')[0] ?? ''
    if (command.startsWith(`postgres: ${cluster}`)) found.push({ pid, role: 'backend' })
    else if (/(^|\/)postgres$/.test(command) && line.includes(`cluster_name=${cluster}`))
      found.push({ pid, role: 'postmaster' })
  }
  return found
}

/**
 * Ends what an earlier run left behind: a postmaster whose parent was killed is shut down in order, backends whose
 * postmaster was killed are killed, since they hold the shared memory that a new postmaster must not share.
 */
export async function endCluster(cluster: string): Promise<void> {
  const steps: readonly (readonly [NodeJS.Signals, number])[] = [
    ['SIGINT', 30_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ]
  for (const [signal, patience] of steps) {
    const left = clusterProcesses(cluster)
    if (left.length === 0) return
    const postmasters = left.filter((one) => one.role === 'postmaster')
    if (postmasters.length > 0 && signal !== 'SIGKILL') for (const one of postmasters) send(one.pid, signal)
    else for (const one of left) send(one.pid, 'SIGKILL')
    if (await within(patience, () => clusterProcesses(cluster).length === 0)) return
  }
  const left = clusterProcesses(cluster).map((one) => one.pid)
  if (left.length > 0)
    throw new DatabaseProblem(
      `Processes of an earlier database server could not be ended: ${left.join(', ')}. Nothing was changed. ` +
        `End them by hand (kill -9 ${left.join(' ')}) and start again.`,
    )
}

/** Sends a signal; a process that is already gone is no error. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Asks every few milliseconds until `done`; false when that did not happen within `patience` milliseconds. */
export async function within(patience: number, done: () => boolean | Promise<boolean>): Promise<boolean> {
  const end = performance.now() + patience
  let pause = 5
  while (!(await done())) {
    if (performance.now() >= end) return false
    await sleep(pause)
    pause = Math.min(pause * 1.5, 100)
  }
  return true
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return undefined
    throw error
  }
}
