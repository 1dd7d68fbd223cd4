import { lastError, lent, type Pdfium, placed, textOf } from './pdfium.ts'

/** A PDF that is open; every number in it is an address in PDFium's memory. */
export type PdfFile = {
  readonly pdfium: Pdfium
  readonly document: number
  /** 0 where the file has no form. */
  readonly form: number
  readonly pages: number
  close(): void
}

const PASSWORD = 4
const FORM_INFO = 256

/**
 * Opens a PDF; PDFium mends what it can of a broken one.
 * @returns the file, or why not
 */
export function openPdf(
  pdfium: Pdfium,
  content: Uint8Array,
  password?: string,
): PdfFile | 'damaged' | 'needs-password' | 'wrong-password' {
  const at = placed(pdfium, content)
  const secret = password === undefined ? 0 : placed(pdfium, Buffer.from(password))
  const document = pdfium.call('FPDF_LoadMemDocument', at, content.length, secret)
  if (secret !== 0) pdfium.free(secret)
  const pages = document === 0 ? 0 : pdfium.call('FPDF_GetPageCount', document)
  if (document === 0 || pages <= 0) {
    const asksPassword = document === 0 && lastError(pdfium) === PASSWORD
    if (document !== 0) pdfium.call('FPDF_CloseDocument', document)
    pdfium.free(at)
    if (!asksPassword) return 'damaged'
    return password === undefined ? 'needs-password' : 'wrong-password'
  }
  const info = pdfium.malloc(FORM_INFO)
  pdfium.bytes().fill(0, info, info + FORM_INFO)
  pdfium.view().setUint32(info, 2, true)
  const form =
    pdfium.call('FPDF_GetFormType', document) === 0 ? 0 : pdfium.call('FPDFDOC_InitFormFillEnvironment', document, info)
  return {
    pdfium,
    document,
    form,
    pages,
    close() {
      if (form !== 0) pdfium.call('FPDFDOC_ExitFormFillEnvironment', form)
      pdfium.call('FPDF_CloseDocument', document)
      pdfium.free(info)
      pdfium.free(at)
    },
  }
}

/** Opens one page for `work`. A page that cannot be opened gives undefined. */
export function withPage<T>(file: PdfFile, index: number, work: (page: number) => T): T | undefined {
  const { pdfium, form } = file
  const page = pdfium.call('FPDF_LoadPage', file.document, index)
  if (page === 0) return undefined
  if (form !== 0) pdfium.call('FORM_OnAfterLoadPage', page, form)
  try {
    return work(page)
  } finally {
    if (form !== 0) pdfium.call('FORM_OnBeforeClosePage', page, form)
    pdfium.call('FPDF_ClosePage', page)
  }
}

export type Size = { readonly width: number; readonly height: number }

/** In points, as the page is shown: turned if the file says so. */
export const sizeOf = ({ pdfium }: PdfFile, page: number): Size => ({
  width: Math.max(1, pdfium.call('FPDF_GetPageWidthF', page)),
  height: Math.max(1, pdfium.call('FPDF_GetPageHeightF', page)),
})

const GRAY = 1
const BGRX = 3
const ANNOTATIONS = 0x01
const GRAYSCALE = 0x08
const RGB_ORDER = 0x10

/** Draws a page on white: one byte (gray) or four (RGBx) a pixel. */
export const draw = (file: PdfFile, page: number, size: Size, gray: boolean): Buffer =>
  drawnFor(file, page, size, gray, (pixels) => Buffer.from(pixels))

/** The same for `work`, which looks at PDFium's own memory and keeps nothing of it. */
export function drawnFor<T>(
  file: PdfFile,
  page: number,
  { width, height }: Size,
  gray: boolean,
  work: (pixels: Uint8Array) => T,
): T {
  const { pdfium, form } = file
  const channels = gray ? 1 : 4
  return lent(pdfium, width * height * channels, (at) => {
    const bitmap = pdfium.call('FPDFBitmap_CreateEx', width, height, gray ? GRAY : BGRX, at, width * channels)
    if (bitmap === 0) throw new RangeError('PDFium has no memory for the picture')
    pdfium.call('FPDFBitmap_FillRect', bitmap, 0, 0, width, height, 0xffffffff)
    const flags = ANNOTATIONS | (gray ? GRAYSCALE : RGB_ORDER)
    pdfium.call('FPDF_RenderPageBitmap', bitmap, page, 0, 0, width, height, 0, flags)
    if (form !== 0) pdfium.call('FPDF_FFLDraw', form, bitmap, page, 0, 0, width, height, 0, flags)
    pdfium.call('FPDFBitmap_Destroy', bitmap)
    return work(pdfium.bytes().subarray(at, at + width * height * channels))
  })
}

export type PdfAttachment = { readonly name: string; readonly content: Buffer }

/** What is embedded in the file as a whole, up to `most` files of `bytes` together. */
export function attachmentsOf(
  { pdfium, document }: PdfFile,
  most: { files: number; bytes: number },
): readonly PdfAttachment[] {
  const found: PdfAttachment[] = []
  let left = most.bytes
  const count = Math.min(pdfium.call('FPDFDoc_GetAttachmentCount', document), most.files)
  for (let index = 0; index < count; index++) {
    const attachment = pdfium.call('FPDFDoc_GetAttachment', document, index)
    if (attachment === 0) continue
    const name = textOf(pdfium, (at, size) => pdfium.call('FPDFAttachment_GetName', attachment, at, size))
    const size = lent(pdfium, 8, (length) => {
      const fine = pdfium.call('FPDFAttachment_GetFile', attachment, 0, 0, length)
      return fine === 0 ? 0 : pdfium.view().getUint32(length, true)
    })
    if (size === 0 || size > left) continue
    left -= size
    const content = lent(pdfium, size + 8, (at) => {
      pdfium.call('FPDFAttachment_GetFile', attachment, at + 8, size, at)
      return Buffer.from(pdfium.bytes().subarray(at + 8, at + 8 + size))
    })
    found.push({ name, content })
  }
  return found
}
