import { limits } from './limits.ts'
import { type Sandbox, startSandbox } from './sandbox/process.ts'

// A process is started in a third of a second, which a small file does not need to be read. One is used again, by the same
// organisation only, until it has read some files or something about a file was odd.
const MOST_FILES = 48
const IDLE_MS = 5_000

type Kept = { readonly sandbox: Sandbox; files: number; timer?: NodeJS.Timeout }

const idle = new Map<string, Kept[]>()
const rooms = new WeakMap<Sandbox, { room: string; kept: Kept }>()

/** A process that reads, for the files of one organisation only. */
export function borrowReader(room: string): Sandbox {
  const list = idle.get(room) ?? []
  for (let kept = list.pop(); kept; kept = list.pop()) {
    clearTimeout(kept.timer)
    if (!kept.sandbox.alive) continue
    kept.files++
    return kept.sandbox
  }
  const sandbox = startSandbox('main', { silence: limits.silence, memory: limits.memory })
  rooms.set(sandbox, { room, kept: { sandbox, files: 1 } })
  return sandbox
}

/** Gives a process back that has read a file to its end; after anything else it is ended. */
export function returnReader(sandbox: Sandbox, fine: boolean): void {
  const about = rooms.get(sandbox)
  if (!about || !fine || !sandbox.alive || about.kept.files >= MOST_FILES) return sandbox.kill()
  const { kept, room } = about
  const list = idle.get(room) ?? []
  idle.set(room, list)
  list.push(kept)
  kept.timer = setTimeout(() => {
    list.splice(list.indexOf(kept), 1)
    sandbox.kill()
  }, IDLE_MS)
  kept.timer.unref()
}

/** Ends all that wait for another file, when the program ends. */
export function endReaders(): void {
  for (const list of idle.values())
    for (const { sandbox, timer } of list.splice(0)) {
      clearTimeout(timer)
      sandbox.kill()
    }
}
