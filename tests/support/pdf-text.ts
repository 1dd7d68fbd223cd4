import { PDFiumLibrary } from '@hyzyla/pdfium'

/** The text of a PDF, page by page, as a reader would select it. */
export async function pdfText(bytes: Uint8Array): Promise<string> {
  const library = await PDFiumLibrary.init()
  const document = await library.loadDocument(bytes)
  const text = [...document.pages()].map((one) => one.getText()).join('\n')
  document.destroy()
  library.destroy()
  return text
}
