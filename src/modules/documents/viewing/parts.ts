const EXAMPLE_PART = 'pdf/openjpeg.wasm'

/** Beginning of the addresses of PDF.js' decoders, fonts and encodings in the build. */
export function partsOfPdf(asset: (name: string) => string): string {
  const part = asset(EXAMPLE_PART)
  return part.slice(0, part.lastIndexOf(EXAMPLE_PART.slice(4)))
}
