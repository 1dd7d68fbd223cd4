import sharp from 'sharp'
import type { Barcode } from '../../facts/barcodes/types.ts'
import { limits } from '../limits.ts'
import { picturePdf } from './layout.ts'
import type { Tell } from './parts.ts'
import { picturesOf, shownSize } from './picture.ts'
import { barcodesOn, scanOf, thirdOf } from './scan.ts'
import { WorkerTrouble } from './trouble.ts'

const RECOGNISE_DPI = 300
const RECOGNISE_PIXELS = 36_000_000
const A4_LONG_SIDE = 11.69 // inches
const PREVIEW_DPI = 150
const SCANNED_QUALITY = 85

/** Reads a picture, each page of a TIFF as a page: turned upright as the camera says, and given to be recognised. */
export async function readImage(
  content: Buffer,
  mediaType: string,
  wish: { after: number; pictures: boolean },
  tell: Tell,
): Promise<void> {
  const opened = (page: number) =>
    sharp(content, { page, limitInputPixels: limits.pixels, failOn: 'error', sequentialRead: true })
  const about = await opened(0)
    .metadata()
    .catch((error: unknown) => {
      throw new WorkerTrouble(/pixel limit/i.test(String(error)) ? 'too-many-pixels' : 'damaged')
    })
  if ((about.width ?? 0) * (about.height ?? 0) > limits.pixels) throw new WorkerTrouble('too-many-pixels')
  // a GIF's pages are a film, of which the first picture will do
  const pages = mediaType === 'image/tiff' ? (about.pages ?? 1) : 1
  if (pages > limits.pages) throw new WorkerTrouble('too-many-pages')
  await tell({ is: 'about', kind: 'image', mediaType, pages })
  const sheets: Sheet[] = []
  const barcodes: Barcode[] = []
  for (let index = 0; index < pages; index++) {
    const upright = await opened(index)
      .autoOrient()
      .flatten({ background: '#fff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
      .catch(() => {
        throw new WorkerTrouble('damaged')
      })
    const { width, height, channels } = upright.info
    const raw = { width, height, channels: channels as 1 | 3 }
    const again = () => sharp(upright.data, { raw, limitInputPixels: limits.pixels })
    const dpi = resolutionOf(about.density, width, height)
    const points = pointsOf(width, height, dpi)
    if (wish.pictures && index < limits.pictured) {
      const scale = Math.min(1, PREVIEW_DPI / dpi)
      const jpeg = await again()
        .resize({ width: Math.max(1, Math.round(width * scale)) })
        .jpeg({ quality: 80 })
        .toBuffer()
      sheets.push({ jpeg, ...points })
    }
    const page = { number: index + 1, ...points }
    const factor = recogniseFactor(dpi, width, height)
    const gray = await again()
      .resize({ width: Math.max(1, Math.round(width * factor)) })
      .greyscale()
      .normalise()
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true })
    const size = { width: gray.info.width, height: gray.info.height }
    const third = thirdOf(gray.data, size)
    const codes = await barcodesOn(page.number, third)
    barcodes.push(...codes)
    // pages that are known already are only looked at for separator sheets
    if (index < wish.after) continue
    const shown = shownSize({ width, height })
    const small = await again()
      .resize({ ...shown, fit: 'fill' })
      .ensureAlpha()
      .raw()
      .toBuffer()
    const made = wish.pictures ? await picturesOf({ raw: small, ...shown, channels: 4 }, index === 0) : {}
    const scan = await scanOf(gray.data, size, Math.round(dpi * factor), third)
    await tell({ is: 'scan', page, ...scan, barcodes: codes, ...made })
  }
  if (sheets.length > 0) await tell({ is: 'pdf', content: await picturePdf(sheets) })
  if (pages === 1 || barcodes.length === 0) return
  const { tellPictures } = await import('./stack.ts')
  const scanned = async (page: number): Promise<Sheet> => {
    const upright = opened(page - 1)
      .autoOrient()
      .flatten({ background: '#fff' })
    const { data, info } = await upright.jpeg({ quality: SCANNED_QUALITY }).toBuffer({ resolveWithObject: true })
    const dpi = resolutionOf(about.density, info.width, info.height)
    return { jpeg: data, ...pointsOf(info.width, info.height, dpi) }
  }
  await tellPictures(pages, barcodes, scanned, tell)
}

type Sheet = { readonly jpeg: Buffer; readonly width: number; readonly height: number }

const pointsOf = (width: number, height: number, dpi: number) => ({
  width: Math.max(1, Math.round((width / dpi) * 72)),
  height: Math.max(1, Math.round((height / dpi) * 72)),
})

/** Dots per inch: as the file says where that gives a sheet of paper, else as if the picture showed A4. */
export function resolutionOf(density: number | undefined, width: number, height: number): number {
  const long = Math.max(width, height)
  if (density !== undefined && density >= 70 && long / density > 2 && long / density < 50) return density
  return Math.max(20, long / A4_LONG_SIDE)
}

/** How much a picture is resized to be recognised: near 300 dpi, neither tiny nor huge. */
export function recogniseFactor(dpi: number, width: number, height: number): number {
  const wanted = dpi >= 200 && dpi <= 400 ? 1 : Math.min(3, RECOGNISE_DPI / dpi)
  return Math.min(wanted, Math.sqrt(RECOGNISE_PIXELS / (width * height)))
}
