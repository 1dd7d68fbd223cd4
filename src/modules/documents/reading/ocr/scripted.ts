import { limits } from '../limits.ts'
import { type Sandbox, startSandbox } from '../sandbox/process.ts'
import { type Bitmap, pgmOf } from './bitmap.ts'

let running: Sandbox | undefined
let turn: Promise<unknown> = Promise.resolve()
let idle: NodeJS.Timeout | undefined
const IDLE_MS = 20_000

/** Tesseract as WebAssembly in a process of its own; used where the machine has none. Half as fast. */
export function byScript(bitmap: Bitmap, language: 'deu' | 'eng'): Promise<string> {
  const next = turn.then(async () => {
    clearTimeout(idle)
    if (!running?.alive) running = startSandbox('ocr', { silence: limits.page, memory: limits.memory })
    await running.send({ language, dpi: bitmap.dpi, image: pgmOf(bitmap) })
    const answer = (await running.next()) as { tsv: string }
    idle = setTimeout(endScript, IDLE_MS)
    idle.unref()
    return answer.tsv
  })
  turn = next.catch(() => undefined)
  return next
}

/** Ends the process; the next page starts another. */
export function endScript(): void {
  running?.kill()
  running = undefined
}
