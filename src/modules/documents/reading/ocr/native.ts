import { spawn } from 'node:child_process'
import { limits } from '../limits.ts'
import { type Program, programs } from '../sandbox/programs.ts'
import { SandboxEnded } from '../sandbox/process.ts'
import { type Bitmap, pgmHead } from './bitmap.ts'

const MOST_ANSWER = 64 * 1024 * 1024

/** Tesseract as a program of the machine: the page goes in by a pipe and the words come out by one, nothing touches a disk. */
export const byTesseract =
  (tesseract: Program, most: number = limits.page) =>
  (bitmap: Bitmap, language: 'deu' | 'eng'): Promise<string> =>
    run(tesseract, ['stdin', 'stdout', '--dpi', String(bitmap.dpi), '-l', language, '--psm', '3', 'tsv'], bitmap, most)

/** How far a page must be turned clockwise to stand upright, in quarters; 0 where Tesseract cannot tell. */
export async function orientationOf(tesseract: Program, bitmap: Bitmap): Promise<0 | 1 | 2 | 3> {
  const told = await run(tesseract, ['stdin', 'stdout', '--dpi', String(bitmap.dpi), '--psm', '0'], bitmap).catch(
    (error: unknown) => {
      // too few characters to tell
      if (error instanceof SandboxEnded && error.reason === 'crashed') return ''
      throw error
    },
  )
  const degrees = Number(/Rotate: (\d+)/.exec(told)?.[1] ?? 0)
  return ((degrees / 90) % 4) as 0 | 1 | 2 | 3
}

function run(tesseract: Program, args: readonly string[], bitmap: Bitmap, most: number = limits.page): Promise<string> {
  const { unshare } = programs()
  const command = unshare ? [unshare, '-rn', '--', tesseract.path, ...args] : [tesseract.path, ...args]
  return new Promise((done, failed) => {
    const child = spawn(command[0] as string, command.slice(1), {
      stdio: ['pipe', 'pipe', 'ignore'],
      // one thread a page: several of them are slower together than one after the other (research: the peers' complaint)
      env: { LANG: 'C.UTF-8', OMP_THREAD_LIMIT: '1', ...tesseract.env },
      cwd: '/',
    })
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
    child.stdin.write(pgmHead(bitmap))
    child.stdin.end(bitmap.raw) // as it is: a copy of each page is megabytes to be collected
  })
}
