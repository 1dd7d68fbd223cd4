// Pages of a PDF, drawn by PDF.js. Its worker and its parts come from our own origin.
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy, TextLayer } from 'pdfjs-dist'
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

export type PdfWish = {
  readonly data: Uint8Array
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

/** @throws what PDF.js throws for a file that is no PDF or is broken beyond repair */
export async function openPdf(wish: PdfWish): Promise<Sheets> {
  GlobalWorkerOptions.workerSrc = wish.worker
  const task = getDocument({
    data: wish.data,
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
  task.onPassword = (give: (password: string) => void) => {
    void wish.askPassword(asked).then(give)
    asked = true
  }
  return sheetsOf(await task.promise)
}

function sheetsOf(pdf: PDFDocumentProxy): Sheets {
  return {
    count: pdf.numPages,
    async size(number) {
      const { width, height } = (await pdf.getPage(number)).getViewport({ scale: 1 })
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
      const done = work().catch((error: unknown) => {
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
