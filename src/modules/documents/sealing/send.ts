import { base64url, type ByteStream, fromBase64url } from '#platform/sealing/bytes.ts'
import { sealDocument } from '#platform/sealing/document.ts'
import type { Engine } from '#platform/sealing/engine.ts'
import type { SigningKeys } from '#platform/sealing/manifest.ts'
import type { Filed, SentJson, TicketJson } from '../storing/types.ts'

// Seals a file and sends it: the same in a browser and on the command line. A line that breaks is waited for and gone on
// with; nothing is told as filed before the receipt is there.

/** Sent at once; so much is held in memory, to be sent again where it was lost. */
const PART = 4 * 1024 * 1024
/** Waits in seconds before something is tried again; about ten minutes altogether. */
const WAITS = [1, 2, 5, 10, 30, 60, 60, 120, 120, 180]
/** Where somebody looks on. */
const LONGEST_WATCHED = 30

export type ToSend = {
  readonly file: ByteStream
  readonly size: number
  readonly mediaType: string
  readonly fileName: string
  readonly title: string
  /** As `2026-11-22T09:30:00Z`. */
  readonly sealedAt: string
}

/** How the server is reached: addresses and the way to ask it. */
export type Line = {
  /** A POST; a rejection is a line that is broken. */
  readonly post: (address: string, body?: BodyInit) => Promise<Response>
  readonly addresses: {
    readonly open: string
    readonly part: (upload: string) => string
    readonly finish: (upload: string) => string
  }
  /** The fields of a form that the upload is opened with. */
  readonly opening?: URLSearchParams
  readonly wait: (seconds: number) => Promise<void>
  /** Somebody looks on and can end it: it is tried again as long as that lasts, not for ten minutes. */
  readonly watched?: boolean
  /** Ends it; the sender then throws the signal's reason. */
  readonly signal?: AbortSignal
  /** Whether the server takes what is sent just now; with its sentence where it said why not. */
  readonly connected?: (is: boolean, said?: string) => void
  readonly engine?: Engine
  readonly signing?: SigningKeys
  /** Told of bytes of the plain file that are sealed, and of bytes that have arrived. */
  readonly progress?: (state: { readonly sealed: number; readonly arrived: number }) => void
  /** Resolves when the sender may go on; a pause. Asked before everything that is sent. */
  readonly mayGoOn?: () => Promise<void>
}

/** A file that the server did not take, with what it said. */
export class NotTaken extends Error {
  readonly code: string
  readonly status: number

  constructor(status: number, code: string, text: string) {
    super(text)
    this.name = 'NotTaken'
    this.status = status
    this.code = code
  }
}

/**
 * Seals a file here and sends it.
 * @returns what the server filed, with its signed receipt
 * @throws NotTaken when the server refuses; SealingProblem size when the file changed meanwhile; the line's error when it
 * stays broken for ten minutes; the signal's reason when it was ended
 */
export async function sendSealed(line: Line, given: ToSend): Promise<Filed> {
  const ticket = (await asked(line, line.addresses.open, line.opening)) as TicketJson
  const state = { sealed: 0, arrived: 0 }
  const { stream, finished } = sealDocument({
    ...given,
    details: { fileName: given.fileName, title: given.title },
    archivePublicKey: fromBase64url(ticket.archivePublicKey),
    ids: { organisationId: ticket.organisationId, documentId: ticket.documentId, version: ticket.version },
    ticket: {
      sealKey: fromBase64url(ticket.sealKey),
      ...(ticket.dedupKey ? { dedupKey: fromBase64url(ticket.dedupKey) } : {}),
    },
    ...(line.engine ? { engine: line.engine } : {}),
    ...(line.signing ? { signing: line.signing } : {}),
    progress: (sealed) => line.progress?.(Object.assign(state, { sealed })),
  })
  const address = line.addresses.part(ticket.upload)
  for await (const part of parts(stream)) {
    state.arrived = await sentPart(line, address, state.arrived, part)
    line.progress?.(state)
  }
  const { bytes, seal, wrappedKey, signature } = await finished
  const sent: SentJson = {
    manifest: base64url(bytes),
    seal: base64url(seal),
    wrappedKey: base64url(wrappedKey),
    ...(signature ? { signature: base64url(signature) } : {}),
  }
  const body = new Blob([JSON.stringify(sent)], { type: 'application/json' })
  return (await asked(line, line.addresses.finish(ticket.upload), body)) as Filed
}

/** Pieces of about `PART`, made of the stream's own; as blobs, which a browser may put aside on disk. */
async function* parts(stream: AsyncIterable<Uint8Array<ArrayBuffer>>): AsyncGenerator<Blob> {
  let held: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  for await (const piece of stream) {
    held.push(piece)
    size += piece.length
    if (size < PART) continue
    yield new Blob(held)
    held = []
    size = 0
  }
  if (size > 0) yield new Blob(held)
}

/** Sends what is not there yet of a part; bytes that came through before the line broke are not sent again. */
async function sentPart(line: Line, address: string, from: number, part: Blob): Promise<number> {
  const end = from + part.size
  const rest = (there: number) => ({ address: `${address}?ab=${there}`, body: part.slice(there - from) })
  for (let there = from; there < end;) {
    const first = rest(there)
    const { received } = (await asked(line, first.address, first.body, async () => {
      // after a break it is asked first what has arrived
      const known = (await asked(line, `${address}?ab=0`, new Blob([]))) as { received: number }
      return known.received >= end ? { answer: known } : rest(Math.max(known.received, from))
    })) as { received: number }
    // less than was there before: nothing that is still held would fill it
    if (received < from)
      throw new NotTaken(410, 'documents.upload-gone', 'The server has lost a part of the file. Nothing was filed.')
    there = Math.min(received, end)
  }
  return end
}

type Again = () => Promise<{ readonly address: string; readonly body: BodyInit } | { readonly answer: unknown }>

async function asked(line: Line, address: string, body?: BodyInit, again?: Again): Promise<unknown> {
  let [to, what] = [address, body]
  for (let tried = 0; ; tried++) {
    const found = await answered(line, to, what)
    if ('answer' in found) {
      line.connected?.(true)
      return found.answer
    }
    const wait = WAITS[line.watched ? Math.min(tried, WAITS.length - 1) : tried]
    if (wait === undefined) throw found.error
    if (!found.busy) line.connected?.(false, found.error instanceof NotTaken ? found.error.message : undefined)
    const most = line.watched ? LONGEST_WATCHED : Infinity
    await line.wait(Math.min(Math.max(wait, found.after ?? 0), most))
    const next = await again?.()
    if (next && 'answer' in next) return next.answer
    if (next) [to, what] = [next.address, next.body]
  }
}

type Found =
  | { readonly answer: unknown }
  | { readonly error: unknown; readonly after?: number; readonly busy?: boolean }

async function answered(line: Line, address: string, body: BodyInit | undefined): Promise<Found> {
  await line.mayGoOn?.()
  line.signal?.throwIfAborted()
  let response: Response
  try {
    response = await line.post(address, body)
    // an answer that breaks off, or comes from somebody between us and the server, is none
    if (response.ok) return { answer: await response.json() }
  } catch (error) {
    line.signal?.throwIfAborted()
    return { error }
  }
  const said = (await response.json().catch(() => ({}))) as { code?: string; text?: string }
  const error = new NotTaken(response.status, said.code ?? '', said.text ?? `HTTP ${response.status}`)
  // a refusal is final; trouble with the machine, too many at once, and a verification under way are not
  const busy = said.code === 'documents.upload-finishing'
  if (!busy && response.status !== 429 && response.status < 500) throw error
  return { error, busy, after: Number(response.headers.get('retry-after') ?? 0) }
}
