import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { FileHandle } from 'node:fs/promises'
import type { Readable, Writable } from 'node:stream'
import { limits } from '../limits.ts'
import { type Program, programs } from '../sandbox/programs.ts'
import { SandboxEnded } from '../sandbox/process.ts'
import { type Bitmap, tiffHead } from './bitmap.ts'
import { heldInMemory, MEMORY } from './held.ts'

const MOST_ANSWER = 64 * 1024 * 1024

type Bounds = { readonly most?: number; readonly memory?: string }

/** Tesseract as a program of the machine: nothing touches a disk. */
export const byTesseract =
  (tesseract: Program, bounds: Bounds = {}) =>
  (bitmap: Bitmap, language: 'deu' | 'eng'): Promise<string> =>
    run(tesseract, ['-l', language, '--psm', '3', 'tsv'], bitmap, bounds)

/** How far a page must be turned clockwise to stand upright, in quarters; 0 where Tesseract cannot tell. */
export async function orientationOf(tesseract: Program, bitmap: Bitmap): Promise<0 | 1 | 2 | 3> {
  const told = await run(tesseract, ['--psm', '0'], bitmap).catch((error: unknown) => {
    // too few characters to tell
    if (error instanceof SandboxEnded && error.reason === 'crashed') return ''
    throw error
  })
  const degrees = Number(/Rotate: (\d+)/.exec(told)?.[1] ?? 0)
  return ((degrees / 90) % 4) as 0 | 1 | 2 | 3
}

/**
 * Hands a page over in a nameless file in memory, which Tesseract reads as it lies; by a pipe, which it reads letter by letter,
 * where there is no such file.
 */
async function run(
  tesseract: Program,
  wish: readonly string[],
  bitmap: Bitmap,
  { most = limits.page, memory = MEMORY }: Bounds = {},
): Promise<string> {
  const page = [tiffHead(bitmap), bitmap.raw]
  const held = await heldInMemory(page, memory)
  try {
    const args = [held ? '/proc/self/fd/3' : 'stdin', 'stdout', '--dpi', String(bitmap.dpi), ...wish]
    return await answerOf(tesseract, args, held ?? page, most)
  } finally {
    await held?.close()
  }
}

function answerOf(
  tesseract: Program,
  args: readonly string[],
  page: FileHandle | readonly Uint8Array[],
  most: number,
): Promise<string> {
  const { unshare } = programs()
  const command = unshare ? [unshare, '-rn', '--', tesseract.path, ...args] : [tesseract.path, ...args]
  return new Promise((done, failed) => {
    const child = spawn(command[0] as string, command.slice(1), {
      stdio: ['pipe', 'pipe', 'ignore', ...('fd' in page ? [page.fd] : [])],
      // one thread a page: several of them are slower together than one after the other (research: the peers' complaint)
      env: { LANG: 'C.UTF-8', OMP_THREAD_LIMIT: '1', ...tesseract.env },
      cwd: '/',
    }) as ChildProcessByStdio<Writable, Readable, null>
    const pieces: Buffer[] = []
    let size = 0
    let late = false
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
    }, most)
    child.stdout.on('data', (piece: Buffer) => {
      size += piece.length
      if (size > MOST_ANSWER) child.kill('SIGKILL')
      pieces.push(piece)
    })
    child.once('error', (error) => failed(new SandboxEnded('crashed', { cause: error })))
    child.stdin.on('error', () => undefined) // it ended before it had read all: told by its code
    child.once('close', (code) => {
      clearTimeout(timer)
      if (code === 0) done(Buffer.concat(pieces).toString('utf8'))
      else failed(new SandboxEnded(late ? 'took-too-long' : 'crashed'))
    })
    if (!('fd' in page)) for (const piece of page) child.stdin.write(piece) // as it is: a copy of each page is megabytes
    child.stdin.end()
  })
}
