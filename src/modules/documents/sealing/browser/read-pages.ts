// The text of a document's pages with the places of words, read on a member's device. Runs in browsers.
import { OPS, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist'
import { needsRecognition } from '../../reading/worker/layer-rules.ts'
import type { PageWords } from '../../viewing/browser/overlay.ts'
import { documentOf, type PdfWish } from '../../viewing/browser/pdf.ts'
import { type Gray, type Recogniser, type RecogniserParts, startRecogniser } from './recognise.ts'

export type PageRead = PageWords & {
  readonly number: number
  readonly text: string
  /** Recognition was left out, or failed on this page. */
  readonly missing: boolean
}

export type ToRead = {
  readonly mediaType: string
  /** The file itself, or for a PDF what it is read by. */
  readonly data: PdfWish['data']
  readonly worker: string
  /** Beginning of the addresses of PDF.js' parts. */
  readonly parts: string
  readonly recogniser: RecogniserParts
  /** Told before each page that is recognised. */
  readonly progress: (page: number, of: number) => void
  /** Aborted: what is left goes without recognition. */
  readonly skip: AbortSignal
}

const PICTURE = /^image\/(png|jpeg|webp|gif|bmp|avif)$/
const [DPI, MOST_DOTS] = [300, 9_000_000]
const MOST_WORDS = 20_000

/** Whether there are words to be read in a file of this kind. */
export const isReadHere = (mediaType: string): boolean =>
  mediaType === 'application/pdf' || mediaType.startsWith('text/') || PICTURE.test(mediaType)

/** Recognises page after page; started when the first one needs it, and once again after it broke. */
function recognition({ recogniser: parts, skip }: ToRead) {
  let running: Promise<Recogniser> | undefined
  const end = (): void => {
    running?.then((one) => one.end()).catch(() => undefined)
    running = undefined
  }
  // whoever leaves it out waits for nothing, not even for the recogniser that is still being fetched
  const leftOut = new Promise<never>((_, failed) => {
    skip.addEventListener('abort', () => {
      end()
      failed(new Error('recognition was left out'))
    })
  })
  leftOut.catch(() => undefined)
  const read = async (number: number, picture: () => Promise<Gray & { readonly dpi: number }>): Promise<PageRead> => {
    running ??= startRecogniser(parts)
    const [reads, gray] = [await running, await picture()]
    return { ...(await reads.read(gray, gray.dpi)), number, from: 'ocr', missing: false }
  }
  return {
    end,
    async page(number: number, picture: () => Promise<Gray & { readonly dpi: number }>): Promise<PageRead> {
      const nothing: PageRead = { number, text: '', from: 'none', words: [], missing: true }
      if (skip.aborted) return nothing
      const reading = read(number, picture)
      reading.catch(() => undefined) // told by the race
      try {
        return await Promise.race([reading, leftOut])
      } catch (error) {
        end()
        if (error instanceof TypeError) throw error // no connection: nothing is known of this page
        return nothing
      }
    },
  }
}

/**
 * Reads page after page; one page is held at a time.
 * @throws TypeError when the server cannot be reached; what PDF.js throws for a file that is broken or asks for a password
 */
export async function* readPages(wish: ToRead): AsyncGenerator<PageRead> {
  const { mediaType, data, skip } = wish
  const recognise = recognition(wish)
  try {
    if (data instanceof Uint8Array && mediaType.startsWith('text/'))
      yield { number: 1, text: new TextDecoder().decode(data), from: 'none', words: [], missing: false }
    else if (data instanceof Uint8Array && PICTURE.test(mediaType)) {
      if (!skip.aborted) wish.progress(1, 1)
      yield await recognise.page(1, () => photographOf(data, mediaType))
    } else if (mediaType === 'application/pdf') yield* pagesOf(wish, recognise)
  } finally {
    recognise.end()
  }
}

async function* pagesOf(wish: ToRead, recognise: ReturnType<typeof recognition>): AsyncGenerator<PageRead> {
  const protectedFile = () => Promise.reject(new Error('a file with a password'))
  const { pdf, broken } = await documentOf({ ...wish, askPassword: protectedFile })
  try {
    for (let number = 1; number <= pdf.numPages; number++) {
      const page = await Promise.race([pdf.getPage(number), broken])
      const layer = await Promise.race([layerOf(page, number), broken])
      if (!(await Promise.race([isScan(page, layer), broken]))) yield layer
      else {
        if (!wish.skip.aborted) wish.progress(number, pdf.numPages)
        const read = await recognise.page(number, () => drawn(page))
        yield read.words.length >= layer.words.length ? read : { ...layer, missing: read.missing }
      }
      page.cleanup()
    }
  } finally {
    await (pdf as PDFDocumentProxy).loadingTask.destroy()
  }
}

/** The page's own text, with each word where it stands on the page as it is shown. */
async function layerOf(page: PDFPageProxy, number: number): Promise<PageRead> {
  const viewport = page.getViewport({ scale: 1 })
  const { items } = await page.getTextContent()
  const words: [string, number, number, number, number][] = []
  let text = ''
  for (const item of items) {
    if (!('str' in item)) continue
    text += `${item.str}${item.hasEOL ? '\n' : ' '}`
    const [a, b, c, d, e, f] = item.transform as [number, number, number, number, number, number]
    const [along, up] = [Math.hypot(a, b) || 1, Math.hypot(c, d) || 1]
    const at = (share: number, height: number): readonly [number, number] => {
      const [x, y] = viewport.convertToViewportPoint(
        e + (a / along) * item.width * share + (c / up) * height,
        f + (b / along) * item.width * share + (d / up) * height,
      ) as [number, number]
      return [x / viewport.width, y / viewport.height]
    }
    for (const { 0: word, index } of item.str.matchAll(/\S+/gu)) {
      if (words.length >= MOST_WORDS) break
      const [from, to] = [index / item.str.length, (index + word.length) / item.str.length]
      const corners = [at(from, -up * 0.2), at(to, -up * 0.2), at(from, up * 0.85), at(to, up * 0.85)]
      const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)]
      const [x, y] = [Math.min(...xs), Math.min(...ys)]
      words.push([word.normalize('NFC'), x, y, Math.max(...xs) - x, Math.max(...ys) - y])
    }
  }
  return { number, text, from: 'layer', words, missing: false }
}

const PICTURES: ReadonlySet<number> = new Set([
  OPS.paintImageXObject,
  OPS.paintInlineImageXObject,
  OPS.paintImageMaskXObject,
  OPS.paintImageXObjectRepeat,
])

async function isScan(page: PDFPageProxy, { text }: PageRead): Promise<boolean> {
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  const unreadable = text.match(/[\uFFFD\p{Co}\p{Cc}]/gu)?.filter((one) => !/\s/.test(one)).length ?? 0
  const state = { characters: text.trim().length, unreadable, letters, pictures: 0, shapes: 0 }
  // what was drawn matters only where the text alone does not say it
  if (needsRecognition(state) || !needsRecognition({ ...state, pictures: 1 })) return needsRecognition(state)
  const { fnArray } = await page.getOperatorList()
  const pictures = fnArray.some((one) => PICTURES.has(one)) ? 1 : 0
  const shapes = fnArray.filter((one) => one === OPS.constructPath).length
  return needsRecognition({ ...state, pictures, shapes })
}

async function drawn(page: PDFPageProxy): Promise<Gray & { dpi: number }> {
  const plain = page.getViewport({ scale: 1 })
  const scale = Math.min(DPI / 72, Math.sqrt(MOST_DOTS / Math.max(1, plain.width * plain.height)))
  const viewport = page.getViewport({ scale })
  const canvas = new OffscreenCanvas(Math.max(1, Math.floor(viewport.width)), Math.max(1, Math.floor(viewport.height)))
  await page.render({ canvas: canvas as unknown as HTMLCanvasElement, viewport, intent: 'print' }).promise
  return { ...grayOf(canvas), dpi: scale * 72 }
}

async function photographOf(bytes: Uint8Array, type: string): Promise<Gray & { dpi: number }> {
  const picture = await createImageBitmap(new Blob([bytes as BlobPart], { type }))
  try {
    const scale = Math.min(1, Math.sqrt(MOST_DOTS / Math.max(1, picture.width * picture.height)))
    const canvas = new OffscreenCanvas(Math.ceil(picture.width * scale), Math.ceil(picture.height * scale))
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    return { ...grayOf(canvas), dpi: DPI }
  } finally {
    picture.close()
  }
}

/** Shades by how bright the eye sees colours; what is see-through is paper. */
function grayOf(canvas: OffscreenCanvas): Gray {
  const { width, height } = canvas
  const context = canvas.getContext('2d')
  if (!context) throw new Error('this browser draws nothing')
  context.globalCompositeOperation = 'destination-over'
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  const { data } = context.getImageData(0, 0, width, height)
  const bytes = new Uint8Array(width * height)
  for (let at = 0; at < bytes.length; at++)
    bytes[at] = ((data[4 * at] ?? 0) * 77 + (data[4 * at + 1] ?? 0) * 151 + (data[4 * at + 2] ?? 0) * 28) >> 8
  return { bytes, width, height }
}
