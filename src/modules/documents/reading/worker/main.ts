// The process that reads files: without network, without a disk to write to, without the program's keys or settings.
import { Console } from 'node:console'
import { limits } from '../limits.ts'
import { read } from './read.ts'
import { frameOf, messagesOf } from './frames.ts'
import type { WorkerPart } from './parts.ts'
import { loadPdfium, type Pdfium } from './pdfium.ts'
import { pixelsOf } from './picture.ts'
import { WorkerTrouble } from './trouble.ts'
import type { Asked, Told } from './protocol.ts'

// libraries talk to the console; standard output is where this process answers
globalThis.console = new Console(process.stderr)

const tell = async (message: Told): Promise<void> => {
  for (const piece of frameOf(message))
    await new Promise<void>((done, failed) => {
      process.stdout.write(piece, (error) => (error ? failed(error) : done()))
    })
}

const heard = messagesOf(process.stdin) as AsyncGenerator<Asked>
let pdfium: Promise<Pdfium> | undefined

const next = async (): Promise<Asked> => {
  const { value, done } = await heard.next()
  // the program is gone: nothing is left to read for
  if (done) process.exit(0)
  return value
}

async function readPieces({ hint }: Extract<Asked, { ask: 'read' }>): Promise<void> {
  const pieces: Buffer[] = []
  let piece = await next()
  while (piece.ask === 'piece') {
    pieces.push(piece.content as Buffer)
    piece = await next()
  }
  await read(() => (pdfium ??= loadPdfium()), Buffer.concat(pieces.splice(0)), hint, {
    tell: (part: WorkerPart) => tell({ tell: 'part', part }),
    async convert(ending, content) {
      await tell({ tell: 'convert', ending, content })
      const answer = await next()
      return answer.ask === 'converted' ? answer.pdf : undefined
    },
  })
  await tell({ tell: 'end' })
}

for (;;) {
  const asked = await next()
  try {
    if (asked.ask === 'read') await readPieces(asked)
    if (asked.ask === 'pixels') await tell({ tell: 'pixels', pixels: await pixelsOf(asked.png, limits.pagePixels) })
  } catch (error) {
    // what went wrong inside a parser may hold parts of the file, so only its kind leaves this process
    await tell({ tell: 'trouble', problem: error instanceof WorkerTrouble ? error.problem : 'damaged' })
    // PDFium's memory may be torn
    if (!(error instanceof WorkerTrouble)) process.exit(0)
  }
}
