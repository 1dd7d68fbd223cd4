import { randomBytes } from 'node:crypto'
import { lend } from '#accounts'
import { inScope, type Scope } from '#platform/data/scope.ts'
import { base64url, fromBase64url } from '#platform/sealing/bytes.ts'
import { sealDocument } from '#platform/sealing/document.ts'
import { nodeEngine as engine } from '#platform/sealing/engine.node.ts'
import { erasePeople, type Probe } from '#privacy'
import { filing, storing } from '../data.ts'
import { createArchive } from '../storing/archives.ts'
import { db } from '../storing/data.ts'
import { uploadPaths } from '../storing/paths.ts'
import type { Filed, SentJson, TicketJson } from '../storing/types.ts'

type Opens = (typeof filing)['opens'][number]

const actor = { kind: 'system', job: 'verify' } as const

/** Under the purpose of filing, in the organisation that was made for the run. */
export const within = <T>(probe: Probe, work: (at: Scope<Opens>) => Promise<T>): Promise<T> =>
  inScope(probe.scratch, { organisation: probe.organisation, actor, purpose: filing }, work)
export const storingWithin = <T>(probe: Probe, work: (at: Scope<'documents.storing'>) => Promise<T>): Promise<T> =>
  inScope(probe.scratch, { organisation: probe.organisation, actor, purpose: storing }, work)

/** An archive for this check alone. */
export const newArchive = (probe: Probe): Promise<string> =>
  within(probe, (at) => createArchive(at, `Prüfarchiv ${randomBytes(6).toString('hex')}`))

/** Takes the documents of an archive out again, with everything of them. */
export const emptied = async (probe: Probe, archive: string): Promise<void> => {
  const holders = await storingWithin(probe, (at) =>
    db(at).selectFrom('documents').select('holder_id').distinct().where('archive_id', '=', archive).execute(),
  )
  await probe.within(probe.organisation, (at) =>
    erasePeople(
      at,
      holders.map(({ holder_id }) => holder_id),
      'check',
    ),
  )
}

/** Words that stand nowhere else, so that finding them means something. */
export const sentence = (): string =>
  `Prüfunterlage ${Array.from({ length: 8 }, () => `wort${randomBytes(6).toString('hex')}`).join(' ')}`

export type SealedHere = { readonly bytes: Buffer; readonly sent: SentJson }

/** Seals as a browser does, with what the ticket gives. */
export async function sealedFor(ticket: TicketJson, content: Buffer, fileName: string): Promise<SealedHere> {
  const { stream, finished } = sealDocument({
    file: (async function* () {
      yield content
    })(),
    size: content.length,
    mediaType: 'text/plain',
    details: { fileName, title: fileName },
    archivePublicKey: fromBase64url(ticket.archivePublicKey),
    ids: { organisationId: ticket.organisationId, documentId: ticket.documentId, version: ticket.version },
    ticket: { sealKey: fromBase64url(ticket.sealKey) },
    sealedAt: '2026-01-01T00:00:00Z',
    engine,
  })
  const bytes = Buffer.concat(await Array.fromAsync(stream))
  const { bytes: manifest, seal, wrappedKey } = await finished
  return {
    bytes,
    sent: { manifest: base64url(manifest), seal: base64url(seal), wrappedKey: base64url(wrappedKey) },
  }
}

export type Answered<T> = { readonly status: number; readonly body: T & { readonly code?: string } }

/** A member's browser at the upload API; `ask` sends, and may watch what it sends. */
export function desk(probe: Probe, archive: string, headers: Readonly<Record<string, string>>, ask = probe.ask) {
  const paths = uploadPaths(archive)
  const send = async <T>(path: string, body: string | Buffer, type: string): Promise<Answered<T>> => {
    const answer = await ask(`/${probe.organisation.slug}${path}`, {
      method: 'POST',
      headers: { ...headers, accept: 'application/json', 'content-type': type },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    })
    const text = await answer.text()
    return { status: answer.status, body: (text.startsWith('{') ? JSON.parse(text) : {}) as T & { code?: string } }
  }
  return {
    open: (fields: Readonly<Record<string, string>> = {}) =>
      send<TicketJson>(paths.open, String(new URLSearchParams(fields)), 'application/x-www-form-urlencoded'),
    part: (upload: string, bytes: Buffer) =>
      send<{ received: number }>(`${paths.part(upload)}?ab=0`, bytes, 'application/octet-stream'),
    finish: (upload: string, sent: SentJson) =>
      send<Filed>(paths.finish(upload), JSON.stringify(sent), 'application/json'),
  }
}

/** Lends somebody at the desk, and takes out again what they filed. */
export const atDesk = <T>(
  probe: Probe,
  as: string,
  work: (archive: string, headers: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> =>
  lend(
    probe,
    probe.organisation,
    'desk',
    async ({ signedIn }) => {
      const archive = await newArchive(probe)
      try {
        return await work(archive, await signedIn())
      } finally {
        await emptied(probe, archive)
      }
    },
    { as, further: [] },
  )
