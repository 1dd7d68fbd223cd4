// Loaded where a document was opened on a member's device and its words are not kept yet: reads a PDF's text there.
import { getDocument, GlobalWorkerOptions } from 'pdfjs-dist'
import type { Bytes } from '#platform/sealing/bytes.ts'
import { wordsOf } from '../sealing/browser/words.ts'

export type ToRead = {
  readonly bytes: Uint8Array
  readonly mediaType: string
  readonly heads: readonly string[]
  readonly key: Bytes
  /** Address of PDF.js' worker. */
  readonly worker: string
}

async function* pagesOf({ bytes, mediaType, worker }: ToRead): AsyncGenerator<{ number: number; text: string }> {
  if (mediaType.startsWith('text/')) return yield { number: 1, text: new TextDecoder().decode(bytes) }
  if (mediaType !== 'application/pdf') return
  GlobalWorkerOptions.workerSrc = worker
  const pdf = await getDocument({ data: bytes, enableXfa: false }).promise
  try {
    for (let number = 1; number <= pdf.numPages; number++) {
      const { items } = await (await pdf.getPage(number)).getTextContent()
      const text = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ' '}` : '')).join('')
      yield { number, text }
    }
  } finally {
    await pdf.loadingTask.destroy()
  }
}

/** Makes a document's tokens and sends them. */
export async function keepWordsOf(given: ToRead, address: string): Promise<void> {
  const parts = await wordsOf(given.key, pagesOf(given), given.heads)
  const answer = await fetch(address, { method: 'POST', body: new URLSearchParams({ parts: JSON.stringify(parts) }) })
  if (!answer.ok) throw new Error(`not kept: ${answer.status}`)
}
