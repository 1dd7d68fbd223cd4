import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { frameOf, messagesOf } from '../worker/frames.ts'
import { entryOf, readable } from './place.ts'
import { programs } from './programs.ts'

/** A process that reads, and why it was ended, if it was. */
export type Sandbox = {
  readonly pid: number
  send(message: unknown): Promise<void>
  /** The next message; rejects with `SandboxEnded` when the process is silent too long, grows too large or dies. */
  next(): Promise<unknown>
  kill(): void
  readonly alive: boolean
}

export class SandboxEnded extends Error {
  readonly reason: 'took-too-long' | 'too-much-memory' | 'crashed'

  constructor(reason: 'took-too-long' | 'too-much-memory' | 'crashed', options?: ErrorOptions) {
    super(`The process that reads was ended: ${reason}.`, options)
    this.name = 'SandboxEnded'
    this.reason = reason
  }
}

export type Bounds = { readonly silence: number; readonly memory: number }

const LOOK_MS = 200
const PAGE_BYTES = 4096

/**
 * How a process is started that has no network, no disk to write to, no child processes and none of this one's
 * environment: Node's permission model, and where the machine allows it a network namespace without any interface.
 * @param isolate false leaves the namespace away; for tests of the permissions alone
 */
export function commandOf(name: 'main' | 'ocr', isolate = true): { command: string; args: string[] } {
  const node = [
    '--permission',
    '--allow-addons',
    ...(name === 'ocr' ? ['--allow-worker'] : []),
    ...readable.map((path) => `--allow-fs-read=${path}`),
    '--max-old-space-size=1024',
    '--no-warnings',
    entryOf(name),
  ]
  const { unshare } = programs()
  return isolate && unshare
    ? { command: unshare, args: ['-rn', '--', process.execPath, ...node] }
    : { command: process.execPath, args: node }
}

/** Starts a process that reads. */
export function startSandbox(name: 'main' | 'ocr', bounds: Bounds): Sandbox {
  const { command, args } = commandOf(name)
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { TZ: 'UTC', LANG: 'C.UTF-8', UV_THREADPOOL_SIZE: '2', OMP_THREAD_LIMIT: '1' },
    cwd: '/',
  })
  let ended: SandboxEnded | undefined
  const end = (reason: SandboxEnded['reason'], cause?: unknown) => {
    ended ??= new SandboxEnded(reason, { cause })
    child.kill('SIGKILL')
  }
  const closed = new Promise<void>((done) => {
    child.once('close', () => {
      ended ??= new SandboxEnded('crashed')
      clearInterval(watch)
      done()
    })
  })
  child.once('error', (error) => end('crashed', error))
  child.stdin.on('error', (error) => end('crashed', error))
  const watch = setInterval(() => {
    if (residentOf(child) > bounds.memory) end('too-much-memory')
  }, LOOK_MS)
  watch.unref()
  const heard = messagesOf(child.stdout)
  return {
    pid: child.pid ?? 0,
    get alive() {
      return ended === undefined
    },
    kill: () => end('crashed'),
    async send(message) {
      for (const piece of frameOf(message)) {
        if (ended) throw ended
        if (child.stdin.write(piece)) continue
        const silent = setTimeout(() => end('took-too-long'), bounds.silence)
        await Promise.race([new Promise<void>((done) => child.stdin.once('drain', done)), closed])
        clearTimeout(silent)
      }
      if (ended) throw ended
    },
    async next() {
      const silent = setTimeout(() => end('took-too-long'), bounds.silence)
      try {
        const { value, done } = await heard.next()
        if (!done) return value
        await closed
        throw ended ?? new SandboxEnded('crashed')
      } catch (error) {
        if (error instanceof SandboxEnded) throw error
        end('crashed', error)
        await closed
        throw ended ?? error
      } finally {
        clearTimeout(silent)
      }
    },
  }
}

/** Bytes of memory a process holds; 0 where the machine does not tell. */
function residentOf({ pid }: ChildProcess): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES
  } catch {
    return 0 // not Linux, or the process has just ended
  }
}
