import { base64url, type ByteStream, fromBase64url } from '#platform/sealing/bytes.ts'
import { sealDocument } from '#platform/sealing/document.ts'
import type { Engine } from '#platform/sealing/engine.ts'
import type { SigningKeys } from '#platform/sealing/manifest.ts'
import type { Filed, SentJson, TicketJson } from '../storing/types.ts'

// Seals a file and sends it: the same in a browser and on the command line. A line that breaks is waited for and gone on
// with; nothing is told as filed before the receipt is there.

/** Sent at once; so much is held in memory, to be sent again where it was lost. */
const PART = 8 * 1024 * 1024
/** Waits in seconds before something is tried again; about ten minutes altogether. */
const WAITS = [1, 2, 5, 10, 30, 60, 60, 120, 120, 180]

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
  readonly wait: (seconds: number) => Promise<void>
  readonly engine?: Engine
  readonly signing?: SigningKeys
  /** Told of bytes of the plain file that are sealed, and of bytes that have arrived. */
  readonly progress?: (state: { readonly sealed: number; readonly arrived: number }) => void
  /** Resolves when the sender may go on; a pause. */
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
 * stays broken for ten minutes
 */
export async function sendSealed(line: Line, given: ToSend): Promise<Filed> {
  const ticket = (await asked(line, line.addresses.open)) as TicketJson
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
    await line.mayGoOn?.()
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
  return (await asked(line, line.addresses.finish(ticket.upload), JSON.stringify(sent))) as Filed
}

/** Pieces of about `PART`, made of the stream's own. */
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
  for (let there = from; ;) {
    const rest = part.slice(there - from)
    const { received } = (await asked(line, `${address}?ab=${there}`, rest, async () => {
      // after a break it is asked first what has arrived
      const known = (await asked(line, `${address}?ab=0`, new Blob([]))) as { received: number }
      there = Math.min(Math.max(known.received, from), end)
      return { address: `${address}?ab=${there}`, body: part.slice(there - from) }
    })) as { received: number }
    if (received >= end) return end
    if (received < from)
      throw new NotTaken(409, 'files.gap', 'The server has lost a part of the file. Nothing was filed.')
    there = received
  }
}

type Again = () => Promise<{ readonly address: string; readonly body: BodyInit }>

async function asked(line: Line, address: string, body?: BodyInit, again?: Again): Promise<unknown> {
  let [to, what] = [address, body]
  for (let tried = 0; ; tried++) {
    const found = await answered(line, to, what)
    if ('answer' in found) return found.answer
    const wait = WAITS[tried]
    if (wait === undefined) throw found.error
    await line.wait(Math.max(wait, found.after ?? 0))
    if (again) ({ address: to, body: what } = await again())
  }
}

type Found = { readonly answer: unknown } | { readonly error: unknown; readonly after?: number }

async function answered(line: Line, address: string, body: BodyInit | undefined): Promise<Found> {
  let response: Response
  try {
    response = await line.post(address, body)
  } catch (error) {
    return { error }
  }
  if (response.ok) return { answer: await response.json() }
  const said = (await response.json().catch(() => ({}))) as { code?: string; text?: string }
  const error = new NotTaken(response.status, said.code ?? '', said.text ?? `HTTP ${response.status}`)
  // a refusal is final; trouble with the machine, too many at once, and a verification under way are not
  const passes = response.status === 429 || response.status >= 500 || said.code === 'documents.upload-finishing'
  if (!passes) throw error
  return { error, after: Number(response.headers.get('retry-after') ?? 0) }
}
