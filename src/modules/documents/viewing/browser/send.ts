// Seals one file and sends it in parts. Runs in a worker of a browser; what leaves it is sealed.
import { base64url, fromBase64url } from '#platform/sealing/bytes.ts'
import { sealDocument, type Sealed } from '#platform/sealing/document.ts'
import { uploadPaths } from '../../storing/paths.ts'
import type { Filed, SentJson, TicketJson } from '../../storing/types.ts'

export type ToSend = {
  readonly file: Blob
  readonly name: string
  readonly mediaType: string
  /** The organisation's address, `/stadt`. */
  readonly base: string
  readonly archive: string
  readonly way: 'browser' | 'camera'
  /** Becomes the next version of this document. */
  readonly document?: string
}

/** How the sender is steered, and what it tells. */
export type Steering = {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Settles when sending may go on; at once unless it is paused. */
  readonly mayGoOn: () => Promise<void>
  readonly wait: (ms: number) => Promise<void>
  /** RFC 3339, in UTC. */
  readonly now: () => string
  /** Bytes of the plain file that are on their way. */
  readonly progress: (bytes: number) => void
  /** Whether the server can be reached just now. */
  readonly connected: (is: boolean) => void
  readonly signal: AbortSignal
}

/** What the server refused, by its code; sending again would not help. */
export class Refused extends Error {
  readonly code: string
  readonly text: string

  constructor(code: string, text: string) {
    super(`refused: ${code}`)
    this.name = 'Refused'
    this.code = code
    this.text = text
  }
}

const PART = 4 * 1024 ** 2
const [SHORTEST_MS, LONGEST_MS] = [500, 30_000]
const ACCEPT = { accept: 'application/json' }

/**
 * Asks until there is an answer: a server that cannot be reached, or is too busy, is asked again after a while.
 * @throws Refused, or AbortError when it was cancelled
 */
async function asked(steering: Steering, url: string, init: RequestInit): Promise<unknown> {
  for (let pause = SHORTEST_MS; ; pause = Math.min(LONGEST_MS, pause * 2)) {
    await steering.mayGoOn()
    steering.signal.throwIfAborted()
    const answer = await steering.fetch(url, { ...init, signal: steering.signal }).catch((error: unknown) => {
      if (steering.signal.aborted) throw error
      return undefined // no connection
    })
    if (answer?.ok && answer.headers.get('content-type')?.includes('json')) {
      const read = (await answer.json().catch(() => undefined)) as unknown
      steering.connected(true)
      if (read !== undefined) return read
    } else if (answer && answer.status < 500 && answer.status !== 429) {
      const told = (await answer.json().catch(() => ({}))) as { code?: string; text?: string }
      throw new Refused(told.code ?? 'platform.invalid-input', told.text ?? '')
    }
    steering.connected(false)
    await steering.wait(pause)
  }
}

const formOf = (fields: Readonly<Record<string, string | undefined>>): URLSearchParams =>
  new URLSearchParams(Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined))

/**
 * Seals and sends a file; memory stays flat, however large it is.
 * @returns the receipt: stored, read again and verified
 * @throws Refused, SealingProblem when the file changed meanwhile, AbortError
 */
export async function sendFile(wish: ToSend, steering: Steering): Promise<Filed> {
  const paths = uploadPaths(wish.archive)
  const body = formOf({ way: wish.way, document: wish.document })
  const ticket = (await asked(steering, wish.base + paths.open, {
    method: 'POST',
    headers: ACCEPT,
    body,
  })) as TicketJson
  const { stream, finished } = sealDocument({
    file: wish.file.stream() as ReadableStream<Uint8Array>,
    size: wish.file.size,
    mediaType: wish.mediaType,
    details: { fileName: wish.name, title: wish.name.replace(/\.[^.]{1,8}$/, '') },
    archivePublicKey: fromBase64url(ticket.archivePublicKey),
    ids: { organisationId: ticket.organisationId, documentId: ticket.documentId, version: ticket.version },
    ticket: {
      sealKey: fromBase64url(ticket.sealKey),
      ...(ticket.dedupKey ? { dedupKey: fromBase64url(ticket.dedupKey) } : {}),
    },
    sealedAt: steering.now(),
    progress: steering.progress,
  })
  let offset = 0
  for await (const part of gathered(stream)) {
    await sendPart(steering, wish.base + paths.part(ticket.upload), part, offset)
    offset += part.size
  }
  const { bytes, seal, wrappedKey }: Sealed = await finished
  const sent: SentJson = { manifest: base64url(bytes), seal: base64url(seal), wrappedKey: base64url(wrappedKey) }
  return (await asked(steering, wish.base + paths.finish(ticket.upload), {
    method: 'POST',
    headers: { ...ACCEPT, 'content-type': 'application/json' },
    body: JSON.stringify(sent),
  })) as Filed
}

/** One part. What of it arrived before a line broke is not sent again. */
async function sendPart(steering: Steering, url: string, part: Blob, offset: number): Promise<void> {
  let there = offset
  while (there < offset + part.size) {
    const init = { method: 'POST', headers: ACCEPT, body: part.slice(there - offset) }
    const answer = await asked(steering, `${url}?ab=${there}`, init).catch(async (error: unknown) => {
      if (error instanceof Refused && error.code === 'files.gap') return asked(steering, url, { headers: ACCEPT })
      throw error
    })
    const { received } = answer as { received: number }
    // less than what was there before is a server that lost it: nothing we still hold would fill that
    if (received < offset) throw new Refused('documents.upload-gone', '')
    there = received
  }
}

/** Pieces put together to parts, as blobs: a browser may put those aside on disk. */
async function* gathered(stream: AsyncIterable<Uint8Array<ArrayBuffer>>): AsyncGenerator<Blob> {
  let pieces: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  for await (const piece of stream) {
    pieces.push(piece)
    size += piece.length
    if (size < PART) continue
    yield new Blob(pieces)
    pieces = []
    size = 0
  }
  if (size > 0) yield new Blob(pieces)
}
