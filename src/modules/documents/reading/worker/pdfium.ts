import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { PDFiumModule } from '@hyzyla/pdfium'

/** PDFium's own functions (fpdfview.h, fpdf_text.h, ...), which the package describes in part only. */
export type Pdfium = {
  readonly call: (name: string, ...given: number[]) => number
  readonly malloc: (size: number) => number
  readonly free: (at: number) => void
  /** The memory as it is now; it moves when it grows, so it is never kept. */
  readonly bytes: () => Uint8Array
  readonly view: () => DataView
}

/** Loads PDFium into this process's own sealed memory (WebAssembly). */
export async function loadPdfium(): Promise<Pdfium> {
  const wasm = readFileSync(fileURLToPath(import.meta.resolve('@hyzyla/pdfium/pdfium.wasm')))
  const module = (await PDFiumModule({ wasmBinary: wasm as never })) as unknown as Record<string, unknown> & {
    wasmExports: { malloc: (size: number) => number; free: (at: number) => void }
    HEAPU8: Uint8Array
  }
  const call = (name: string, ...given: number[]) => {
    const found = module[`_${name}`] as ((...all: number[]) => number) | undefined
    if (!found) throw new Error(`PDFium has no ${name}`)
    return found(...given)
  }
  const pdfium: Pdfium = {
    call,
    malloc: (size) => {
      const at = module.wasmExports.malloc(size)
      if (at === 0) throw new RangeError('PDFium has no memory left')
      return at
    },
    free: (at) => module.wasmExports.free(at),
    bytes: () => module.HEAPU8,
    view: () => new DataView(module.HEAPU8.buffer as ArrayBuffer),
  }
  call('FPDF_InitLibraryWithConfig', configOf(pdfium))
  return pdfium
}

/** FPDF_LIBRARY_CONFIG version 2, everything else as usual. */
function configOf(pdfium: Pdfium): number {
  const at = pdfium.malloc(32)
  pdfium.bytes().fill(0, at, at + 32)
  pdfium.view().setUint32(at, 2, true)
  return at
}

/** Lends memory for one piece of work. */
export function lent<T>(pdfium: Pdfium, size: number, work: (at: number) => T): T {
  const at = pdfium.malloc(Math.max(size, 8))
  try {
    return work(at)
  } finally {
    pdfium.free(at)
  }
}

/** A text that PDFium answers in UTF-16LE with a length in bytes; empty where there is none. */
export function textOf(pdfium: Pdfium, ask: (at: number, size: number) => number): string {
  const size = ask(0, 0)
  if (size <= 2 || size > 4_000_000) return ''
  return lent(pdfium, size, (at) => {
    ask(at, size)
    return Buffer.from(pdfium.bytes().subarray(at, at + size - 2)).toString('utf16le')
  })
}

/** Copies bytes in, followed by a zero. */
export function placed(pdfium: Pdfium, content: Uint8Array): number {
  const at = pdfium.malloc(content.length + 1)
  pdfium.bytes().set(content, at)
  pdfium.bytes()[at + content.length] = 0
  return at
}

/** What the last failure was: FPDF_ERR_FILE 2, FORMAT 3, PASSWORD 4, SECURITY 5, PAGE 6. */
export const lastError = (pdfium: Pdfium): number => pdfium.call('FPDF_GetLastError')
