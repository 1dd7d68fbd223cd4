import type { IncomingMessage } from 'node:http'
import { createServer, request } from 'node:https'
import { connect, createServer as tcpServer, type AddressInfo, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { sql } from 'kysely'
import { selfSigned } from '#platform/http/self-signed.ts'
import { allTables } from '#platform/data/table.ts'
import { broken, type Asking, type Check, type Checks, kept, type Probe } from '#privacy'
import { lease } from '../storing/lease.ts'
import { storeSealed } from '../storing/store.ts'
import { db } from '../storing/data.ts'
import { atDesk, desk, emptied, newArchive, sealedFor, sentence, storingWithin, within } from './desk.ts'

const heldIn = (bytes: Buffer, content: string): string | undefined =>
  content.split(' ').find((word) => bytes.includes(word))

/** amagno/client-seal: what leaves the sender is watched byte by byte, and what was not sealed is refused. */
const clientSeal: Check = (probe) =>
  atDesk(probe, 'siegel', async (archive, headers) => {
    const content = sentence()
    const seen: Buffer[] = []
    const watching: Asking = (path, init) => {
      seen.push(Buffer.from(path))
      if (init?.body) seen.push(Buffer.from(init.body as Uint8Array))
      return probe.ask(path, init)
    }
    const member = desk(probe, archive, headers, watching)
    const { body: ticket } = await member.open()
    const { bytes, sent } = await sealedFor(ticket, Buffer.from(content), `${content.slice(0, 40)}.txt`)
    const raw = await desk(probe, archive, headers).part(ticket.upload, Buffer.from(content))
    const unsealed = await desk(probe, archive, headers).finish(ticket.upload, sent)
    if (raw.status !== 200 || unsealed.status === 200) return broken('a file that is not sealed is filed')
    await member.part(ticket.upload, bytes)
    const filed = await member.finish(ticket.upload, sent)
    if (filed.status !== 200) return broken(`a sealed file is refused with ${filed.status}`)
    const found = heldIn(Buffer.concat(seen), content)
    if (found) return broken('a word of the file left the sender readable')
    const back = await within(probe, (at) =>
      lease(at, { versionId: filed.body.versionId, purpose: 'download' }, async (opened) =>
        Buffer.concat(await Array.fromAsync(opened.content)).toString(),
      ),
    )
    return back === content
      ? kept(`${seen.length} messages of an upload hold no word and no name of the file; unsealed bytes are refused`)
      : broken('a sealed file does not come back as it was')
  })

/** amagno/verify-after-store: a bit flipped in the bytes, manifest, seal or key, and later in the store itself. */
const verifyAfterStore: Check = (probe) =>
  atDesk(probe, 'pruefsiegel', async (archive, headers) => {
    const member = desk(probe, archive, headers)
    const { body: ticket } = await member.open()
    const { bytes, sent } = await sealedFor(ticket, Buffer.from(sentence().repeat(2_000)), 'Prüfung.txt')
    const flipped = (given: Uint8Array, place: number) => {
      const changed = Buffer.from(given)
      changed[place] = (changed[place] ?? 0) ^ 1
      return changed
    }
    const spoilt = (field: keyof typeof sent, place: number) => ({
      ...sent,
      [field]: flipped(Buffer.from(sent[field] ?? '', 'base64url'), place).toString('base64url'),
    })
    const attempts = [
      ...[0, 30, 60, bytes.length - 1].map((place) => ({ bytes: flipped(bytes, place), sent })),
      { bytes: bytes.subarray(0, -1), sent },
      { bytes: Buffer.concat([bytes, Buffer.from('x')]), sent },
      { bytes, sent: spoilt('manifest', 30) },
      { bytes, sent: spoilt('seal', 3) },
      { bytes, sent: spoilt('wrappedKey', 90) },
    ]
    for (const [place, attempt] of attempts.entries()) {
      await probe.scratch.blobs.parts.drop(ticket.upload)
      await member.part(ticket.upload, attempt.bytes)
      const { status } = await member.finish(ticket.upload, attempt.sent)
      if (status === 200) return broken(`a change (${place}) between sealing and storing is not noticed`)
    }
    await probe.scratch.blobs.parts.drop(ticket.upload)
    await member.part(ticket.upload, bytes)
    const filed = await member.finish(ticket.upload, sent)
    if (filed.status !== 200) return broken(`an unchanged file is refused with ${filed.status}`)
    const { file } = await storingWithin(probe, (at) =>
      db(at).selectFrom('document_versions').select('file').where('id', '=', ticket.upload).executeTakeFirstOrThrow(),
    )
    await probe.scratch.blobs.putBack(probe.organisation.id, file.id, flipped(bytes, bytes.length >> 1))
    const opened = await within(probe, (at) =>
      lease(at, { versionId: ticket.upload, purpose: 'download' }, async ({ content }) => Array.fromAsync(content)),
    ).then(
      () => true,
      () => false,
    )
    return opened
      ? broken('a file that was changed in the store is handed out')
      : kept(
          `${attempts.length} changes before storing were refused, one in the store was noticed; a receipt came last`,
        )
  })

/** amagno/stored-sealed: the file in the store and every row are searched for the words and the name of a filed document. */
const storedSealed: Check = async (probe) => {
  const archive = await newArchive(probe)
  const content = sentence()
  const plain = Buffer.from(`${content}\n`.repeat(500))
  try {
    const { versionId } = await within(probe, (at) =>
      storeSealed(at, {
        archiveId: archive,
        way: 'import',
        name: `${content.split(' ')[3]}.txt`,
        title: content,
        mediaType: 'text/plain',
        size: plain.length,
        content: (async function* () {
          yield plain
        })(),
      }),
    )
    const { file } = await storingWithin(probe, (at) =>
      db(at).selectFrom('document_versions').select('file').where('id', '=', versionId).executeTakeFirstOrThrow(),
    )
    const stored = await probe.scratch.blobs.raw(probe.organisation.id, file.id)
    if (!stored) return broken('a filed document is not in the store')
    const bytes = Buffer.concat(await Array.fromAsync(stored))
    if (heldIn(bytes, content)) return broken('a stored file holds its text')
    if (bytes.length > plain.length / 2) return broken('a text is stored without being compressed')
    const tables = await readableIn(probe, content.split(' ').slice(1))
    return tables.length === 0
      ? kept(`${bytes.length} stored bytes of a text of ${plain.length}, and all rows, hold none of its words`)
      : broken(`words of a document stand readable in ${tables.join(', ')}`)
  } finally {
    await emptied(probe, archive)
  }
}

/** In which tables one of these texts stands readable, in whatever column. */
export async function readableIn(probe: Probe, texts: readonly string[]): Promise<string[]> {
  const found: string[] = []
  const either = texts.map((word) => `%${word}%`)
  for (const { name, columns } of allTables()) {
    if (!('organisation_id' in columns)) continue
    const { rows } = await storingWithin(probe, (at) =>
      sql<{
        there: boolean
      }>`select exists (select from ${sql.table(name)} t where t::text ilike any (${either}::text[])) as there`.execute(
        db(at),
      ),
    )
    if (rows[0]?.there) found.push(name)
  }
  return found
}

/** amagno/double-transport: an upload over TLS, tapped between the two; neither the file nor its sealed form is seen. */
const doubleTransport: Check = (probe) =>
  atDesk(probe, 'leitung', async (archive, headers) => {
    const line = await tapped(probe)
    try {
      const member = desk(probe, archive, headers, line.ask)
      const { body: ticket, status } = await member.open()
      if (status !== 200) return broken(`an upload over TLS is not opened: ${status}`)
      const content = sentence()
      const { bytes, sent } = await sealedFor(ticket, Buffer.from(content.repeat(200)), 'Leitung.txt')
      await member.part(ticket.upload, bytes)
      const filed = await member.finish(ticket.upload, sent)
      if (filed.status !== 200) return broken(`a sealed file is refused over TLS with ${filed.status}`)
      const seen = Buffer.concat(line.seen)
      const needles = [
        Buffer.from(ticket.upload),
        bytes.subarray(56, 88),
        Buffer.from(sent.seal),
        Buffer.from('hochladen'),
      ]
      if (seen.length < bytes.length) return broken('the tap saw less than was sent')
      if (heldIn(seen, content) || needles.some((needle) => seen.includes(needle)))
        return broken('on the line stands what should be encrypted')
      return kept(
        `${seen.length} bytes were tapped on the line (${line.protocols.join(', ')}): neither the file nor its sealed form, seal or address`,
      )
    } finally {
      await line.close()
    }
  })

type Line = {
  readonly ask: Asking
  readonly seen: readonly Buffer[]
  readonly protocols: readonly string[]
  close(): Promise<void>
}

/** The web application behind TLS on this machine, with a tap in the line. */
async function tapped(probe: Probe): Promise<Line> {
  const now = Temporal.Instant.fromEpochMilliseconds(0)
  const names = ['localhost', '127.0.0.1'] as const
  const identity = selfSigned(names, { from: now, until: now.add({ hours: 24 * 365 * 200 }) })
  const [seen, protocols, sockets]: [Buffer[], Set<string>, Set<Socket>] = [[], new Set(), new Set()]
  const server = createServer(identity, (incoming, outgoing) => {
    const answering = async (): Promise<void> => {
      const parts = await Array.fromAsync(incoming as AsyncIterable<Buffer>)
      const answer = await probe.ask(incoming.url ?? '/', {
        method: incoming.method ?? 'GET',
        headers: incoming.headers as Record<string, string>,
        ...(parts.length > 0 ? { body: new Uint8Array(Buffer.concat(parts)) } : {}),
      })
      outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
      outgoing.end(Buffer.from(await answer.arrayBuffer()))
    }
    answering().catch(() => outgoing.destroy()) // the client sees a line that broke off, and the check says so
  })
  server.on('secureConnection', (socket) => protocols.add(socket.getProtocol() ?? 'none'))
  const listening = (one: ReturnType<typeof tcpServer>) =>
    new Promise<number>((done) => {
      one.listen(0, '127.0.0.1', () => done((one.address() as AddressInfo).port))
    })
  const inner = await listening(server)
  const tap = tcpServer((socket) => {
    const onward = connect(inner, '127.0.0.1')
    for (const one of [socket, onward]) {
      sockets.add(one)
      one.on('error', () => undefined)
      one.on('data', (bytes) => seen.push(bytes as Buffer))
    }
    socket.pipe(onward).pipe(socket)
  })
  const port = await listening(tap)
  const ask: Asking = async (path, init) => {
    const body = init?.body === undefined ? undefined : Buffer.from(init.body as Uint8Array)
    const headers = { ...(init?.headers as Record<string, string>), 'content-length': body?.length ?? 0 }
    const answer = await new Promise<IncomingMessage>((done, failed) => {
      const wish = { host: '127.0.0.1', port, path, method: init?.method ?? 'GET', ca: identity.cert, headers }
      const sent = request(wish, done)
      sent.on('error', failed)
      sent.end(body)
    })
    return new Response(await text(answer), { status: answer.statusCode ?? 500 })
  }
  return {
    ask,
    seen,
    get protocols() {
      return [...protocols]
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await Promise.all([server, tap].map((one) => new Promise((done) => one.close(done))))
    },
  }
}

export const storingChecks: Checks = {
  'amagno/client-seal': clientSeal,
  'amagno/verify-after-store': verifyAfterStore,
  'amagno/stored-sealed': storedSealed,
  'amagno/double-transport': doubleTransport,
}
