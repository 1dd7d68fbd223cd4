// Text recognition on a member's device: Tesseract's own worker, from our own origin. It talks to nobody and keeps nothing.
import type { PageWords } from '../../viewing/browser/overlay.ts'

/** Addresses of the build. */
export type RecogniserParts = {
  readonly worker: string
  readonly core: string
  /** Trained data, gzipped, by Tesseract's name of the language. */
  readonly languages: Readonly<Record<string, string>>
}

/** Shades of gray, a byte a dot. */
export type Gray = { readonly bytes: Uint8Array; readonly width: number; readonly height: number }
export type Recognised = { readonly text: string; readonly words: PageWords['words'] }

export type Recogniser = {
  /** @throws Error when it failed, hangs or was ended: it is of no use any more, then */
  read(page: Gray, dpi: number): Promise<Recognised>
  end(): void
}

/** A page that takes longer does not end by itself. */
const LONGEST_MS = 180_000
const UNSURE = 0.15 // below it is dirt, not a word

type Told = { readonly jobId: string; readonly action: string; readonly status: string; readonly data: unknown }
type Waiting = { readonly done: (data: unknown) => void; readonly failed: (error: Error) => void }

async function fetched(url: string): Promise<Uint8Array> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`no ${url}: ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}

/** Starts the worker with its languages. @throws Error, TypeError when the server cannot be reached */
export async function startRecogniser({ worker: address, core, languages }: RecogniserParts): Promise<Recogniser> {
  const langs = await Promise.all(
    Object.entries(languages).map(async ([code, url]) => ({ code, data: await fetched(url) })),
  )
  const worker = new Worker(address)
  const waiting = new Map<string, Waiting>()
  let count = 0
  let ended: Error | undefined
  const end = (error = new Error('recognition was ended')): void => {
    ended ??= error
    worker.terminate()
    for (const { failed } of waiting.values()) failed(error)
    waiting.clear()
  }
  worker.addEventListener('error', (event) => end(new Error(event.message)))
  worker.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    if (data.status === 'progress') return
    const asked = waiting.get(data.jobId)
    waiting.delete(data.jobId)
    if (data.status === 'resolve') asked?.done(data.data)
    else asked?.failed(new Error(String(data.data)))
  })
  const ask = async (action: string, payload: object): Promise<unknown> => {
    if (ended) throw ended // nobody would answer
    const jobId = `job-${++count}`
    const late = setTimeout(() => end(new Error('recognition hangs')), LONGEST_MS)
    try {
      return await new Promise((done, failed) => {
        waiting.set(jobId, { done, failed })
        worker.postMessage({ workerId: 'belegt', jobId, action, payload })
      })
    } finally {
      clearTimeout(late)
    }
  }
  try {
    await ask('load', { options: { lstmOnly: true, corePath: new URL(core, location.href).href, logging: false } })
    await ask('loadLanguage', { langs, options: { cacheMethod: 'none', gzip: true, lstmOnly: true } })
    await ask('initialize', { langs: langs.map(({ code }) => code).join('+'), oem: LSTM, config: {} })
  } catch (error) {
    end()
    throw error
  }
  return {
    async read(page, dpi) {
      await ask('setParameters', { params: { user_defined_dpi: String(Math.round(dpi)) } })
      const read = await ask('recognize', { image: pgmOf(page), options: {}, output: { tsv: true } })
      return recognisedOf((read as { tsv?: string }).tsv ?? '', page)
    },
    end,
  }
}

const LSTM = 1

/** As PGM (P5), which every build of Leptonica reads. */
function pgmOf({ bytes, width, height }: Gray): Uint8Array {
  const head = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`)
  const whole = new Uint8Array(head.length + bytes.length)
  whole.set(head)
  whole.set(bytes, head.length)
  return whole
}

/** Reads what Tesseract answers as TSV: `level page block par line word left top width height conf text`. */
export function recognisedOf(tsv: string, { width, height }: Pick<Gray, 'width' | 'height'>): Recognised {
  const words: [string, number, number, number, number][] = []
  let text = ''
  let line = ''
  for (const row of tsv.split('\n')) {
    const cells = row.split('\t')
    const [level, , block, paragraph, number, , x, y, w, h, sure] = cells.map(Number)
    const word = (cells[11] ?? '').trim().normalize('NFC')
    if (level !== 5 || word === '' || (sure ?? 0) / 100 < UNSURE) continue
    const own = `${block} ${paragraph} ${number}`
    if (text !== '') text += own === line ? ' ' : '\n'
    line = own
    text += word
    words.push([word, (x ?? 0) / width, (y ?? 0) / height, (w ?? 0) / width, (h ?? 0) / height])
  }
  return { text, words }
}
