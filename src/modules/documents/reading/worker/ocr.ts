// The process that recognises pages where the machine has no Tesseract: its WebAssembly, without network or disk.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createWorker, type Worker } from 'tesseract.js'
import { frameOf, messagesOf } from './frames.ts'

type Wish = { readonly language: 'deu' | 'eng'; readonly dpi: number; readonly image: Uint8Array }

const { resolve } = createRequire(import.meta.url)
const made = new Map<string, Promise<Worker>>()

const workerFor = (language: Wish['language']): Promise<Worker> => {
  const known = made.get(language)
  if (known) return known
  const folder = join(dirname(resolve(`@tesseract.js-data/${language}/package.json`)), '4.0.0_best_int')
  const worker = createWorker(language, 1, { langPath: folder, gzip: true, cacheMethod: 'none' })
  made.set(language, worker)
  return worker
}

for await (const message of messagesOf(process.stdin)) {
  const { language, dpi, image } = message as Wish
  const worker = await workerFor(language)
  await worker.setParameters({ user_defined_dpi: String(dpi) })
  const { data } = await worker.recognize(Buffer.from(image), {}, { text: false, tsv: true })
  for (const piece of frameOf({ tsv: data.tsv ?? '' }))
    await new Promise<void>((done) => void process.stdout.write(piece, () => done()))
}
process.exit(0)
