// Pages of a PDF, drawn by PDF.js. Its worker and its parts come from our own origin.
import { getDocument, GlobalWorkerOptions, PDFDataRangeTransport, type PDFDocumentProxy, TextLayer } from 'pdfjs-dist'
import { sharpness, type Size, type Turn } from './geometry.ts'

export type Drawing = { readonly done: Promise<void>; readonly stop: () => void }

/** Pages to be drawn, whatever they come from. */
export type Sheets = {
  readonly count: number
  /** In points, not turned. */
  size(page: number): Promise<Size>
  /** Draws a page into `canvas`; `text`, where given, gets its words to be selected. */
  draw(page: number, at: { canvas: HTMLCanvasElement; text?: HTMLElement; scale: number; turn: Turn }): Drawing
  close(): void
}

/** A file that is read piece by piece, as its pages are looked at. */
export type Pieces = {
  /** Of the whole file, in bytes. */
  readonly size: number
  /** Bytes from `from` to before `to`. */
  readonly read: (from: number, to: number) => Promise<Uint8Array>
}

export type PdfWish = {
  readonly data: Uint8Array | Pieces
  readonly worker: string
  /** Beginning of the addresses of decoders, fonts and encodings. */
  readonly parts: string
  /** Asked when the file is protected; `wrong` after a password that did not fit. */
  readonly askPassword: (wrong: boolean) => Promise<string>
}

// more than a browser draws well, and than a page of paper has
const MOST_PIXELS_OF_A_PICTURE = 64_000_000

/** Loads a decoder, a font or an encoding when a document needs it; PDF.js makes one of these for a document. */
function partsFrom(base: string) {
  return function Parts(): { fetch(part: { filename: string }): Promise<Uint8Array> } {
    return {
      async fetch({ filename }) {
        if (!/^[\w.-]+$/.test(filename)) throw new Error('no part of PDF.js')
        const answer = await fetch(base + filename)
        if (!answer.ok) throw new Error(`no part ${filename}`)
        return new Uint8Array(await answer.arrayBuffer())
      },
    }
  }
}

/**
 * Loads a file in one go: it is opened once, under one lease.
 * @throws TypeError when the server cannot be reached
 */
export async function loaded(url: string): Promise<Uint8Array> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`no file: ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}

/** Pieces of a file that the server opens. @throws TypeError when the server cannot be reached */
export const piecesFrom = (url: string, size: number): Pieces => ({
  size,
  read: (from, to) => loaded(`${url}&von=${from}&bis=${to}`),
})

const PIECE = 64 * 1024
const MOST_PIECE = 2 * 1024 ** 2
const AT_ONCE = 4
const TRIES = 4

/** A line that breaks for a moment does not end the view. */
async function tried(read: () => Promise<Uint8Array>): Promise<Uint8Array> {
  for (let tries = 1; ; tries++)
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof TypeError) || tries === TRIES) throw error
      await new Promise((done) => setTimeout(done, 500 * 2 ** tries))
    }
}

/**
 * What PDF.js reads by. What it asked for last comes first: it asks for the beginning of every page ahead, and then for what
 * the page in sight needs. A piece that cannot be had ends it, and `failed` tells.
 */
function transportOf({ size, read }: Pieces, failed: (error: unknown) => void): PDFDataRangeTransport {
  const transport = new PDFDataRangeTransport(size, null)
  const wanted: { readonly from: number; readonly to: number }[] = []
  let busy = 0
  const next = (): void => {
    const piece = busy < AT_ONCE ? wanted.pop() : undefined
    if (!piece) return
    const { from, to } = piece
    busy++
    tried(() => read(from, to))
      .then((bytes) => transport.onDataRange(from, bytes), failed)
      .finally(() => {
        busy--
        next()
      })
  }
  transport.requestDataRange = (from, to) => {
    // PDF.js takes pieces at multiples of its own size only
    for (let at = from; at < to; at += MOST_PIECE) wanted.push({ from: at, to: Math.min(to, at + MOST_PIECE) })
    queueMicrotask(next)
  }
  transport.abort = () => void wanted.splice(0)
  return transport
}

/** An open file; `broken` rejects once a piece of it cannot be had. */
export type OpenPdf = { readonly pdf: PDFDocumentProxy; readonly broken: Promise<never> }

/** @throws what PDF.js throws for a file that is no PDF or is broken beyond repair */
export const openPdf = async (wish: PdfWish): Promise<Sheets> => sheetsOf(await documentOf(wish))

/** As `openPdf`, to be read; whoever opens it ends it. */
export async function documentOf(wish: PdfWish): Promise<OpenPdf> {
  GlobalWorkerOptions.workerSrc = wish.worker
  const broken = Promise.withResolvers<never>()
  broken.promise.catch(() => undefined)
  const task = getDocument({
    ...(wish.data instanceof Uint8Array
      ? { data: wish.data }
      : {
          range: transportOf(wish.data, broken.reject),
          rangeChunkSize: PIECE,
          disableAutoFetch: true,
          disableStream: true,
        }),
    enableXfa: false,
    maxImageSize: MOST_PIXELS_OF_A_PICTURE,
    disableWorkerRendering: true,
    useWorkerFetch: false,
    cMapUrl: '/',
    standardFontDataUrl: '/',
    wasmUrl: '/',
    BinaryDataFactory: partsFrom(wish.parts) as unknown as object,
  })
  let asked = false
  task.onPassword = (give: (password: string | Error) => void) => {
    wish
      .askPassword(asked)
      .then(give, (error: unknown) => give(error instanceof Error ? error : new Error('no password')))
    asked = true
  }
  try {
    return { pdf: await Promise.race([task.promise, broken.promise]), broken: broken.promise }
  } catch (error) {
    await task.destroy()
    throw error
  }
}

function sheetsOf({ pdf, broken }: OpenPdf): Sheets {
  return {
    count: pdf.numPages,
    async size(number) {
      const { width, height } = (await Promise.race([pdf.getPage(number), broken])).getViewport({ scale: 1 })
      return { width, height }
    },
    draw(number, { canvas, text, scale, turn }) {
      let stop: () => void = () => undefined
      let stopped = false
      const work = async (): Promise<void> => {
        const page = await pdf.getPage(number)
        if (stopped) return
        const viewport = page.getViewport({ scale, rotation: (page.rotate + turn * 90) % 360 })
        const dots = sharpness(viewport, devicePixelRatio)
        canvas.width = Math.floor(viewport.width * dots)
        canvas.height = Math.floor(viewport.height * dots)
        const drawing = page.render({
          canvas,
          viewport,
          ...(dots === 1 ? {} : { transform: [dots, 0, 0, dots, 0, 0] }),
        })
        stop = () => drawing.cancel()
        await drawing.promise
        if (!text || stopped) return
        text.replaceChildren()
        text.style.setProperty('--total-scale-factor', String(scale))
        const layer = new TextLayer({ textContentSource: await page.getTextContent(), container: text, viewport })
        stop = () => layer.cancel()
        await layer.render()
      }
      const done = Promise.race([work(), broken]).catch((error: unknown) => {
        if (!stopped) throw error
      })
      return {
        done,
        stop() {
          stopped = true
          stop()
        },
      }
    },
    close: () => void pdf.loadingTask.destroy(),
  }
}
