import type { Scope } from '#platform/data/scope.ts'
import { readToken } from '#platform/keys/token.ts'
import { pdfBytes } from '#platform/pdf/pdf.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { receiptOf, type Receipt } from '#privacy'
import { db } from '../data.ts'
import { END_USE } from './end.ts'
import { endWords } from './texts.ts'

export type Certificate = {
  readonly id: string
  readonly ended: string
  readonly name: string
  readonly cancelled: Temporal.Instant
  readonly deleted: Temporal.Instant
  readonly rows: number
  readonly files: number
  readonly backups: number
  readonly leaf: string | undefined
  readonly until: Temporal.Instant
  /** Undefined while the entry waits for its place in the ledger, at most a minute. */
  readonly receipt: Receipt | undefined
}

const DAYS = 90

/** The certificate behind a link; undefined when it is forged or its days have ended. In the operator's scope. */
export async function certificateOf(at: Scope<string>, token: string): Promise<Certificate | undefined> {
  const id = await readToken(at, END_USE, token)
  const row =
    id &&
    (await db(at)
      .selectFrom('organisation_ends')
      .selectAll()
      .where('id', '=', id)
      .where('step', '=', 'told')
      .executeTakeFirst())
  if (!row) return undefined
  const receipted = row.leaf_id ? await receiptOf(at, [row.leaf_id]) : undefined
  return {
    id: row.id,
    ended: row.ended_id,
    name: row.name,
    cancelled: row.cancelled_at,
    deleted: row.ended_at,
    rows: Number(row.rows),
    files: Number(row.files),
    backups: row.backups,
    leaf: row.leaf_id ?? undefined,
    until: row.ended_at.add({ hours: 24 * DAYS }),
    receipt: receipted?.receipt,
  }
}

/** What a certificate says, line by line. */
export function factsOf(
  certificate: Certificate,
  operator: { readonly name: string; readonly zone: string },
  language: Language,
): readonly (readonly [string, string])[] {
  const t = endWords(language).certificate
  const at = format(language, operator.zone)
  return [
    [t.organisation, certificate.name],
    [t.identifier, certificate.ended],
    [t.cancelled, at.dateTime(certificate.cancelled)],
    [t.deleted, at.dateTime(certificate.deleted)],
    [t.rows, at.number(certificate.rows, 0)],
    [t.files, at.number(certificate.files, 0)],
    [t.backups, at.number(certificate.backups, 0)],
    [t.operator, operator.name],
    [t.ledger, certificate.leaf ?? '–'],
  ]
}

/** The certificate on paper, with the entry, the signed state and the key it is checked with. */
export function certificatePdf(
  certificate: Certificate,
  operator: { readonly name: string; readonly zone: string },
  language: Language,
): Promise<Buffer> {
  const t = endWords(language).certificate
  const { receipt } = certificate
  const proof = receipt
    ? [
        { heading: t.check, level: 2 as const },
        { text: t.checkText },
        { text: receipt.checkpoint },
        { text: `${receipt.key}\nSHA-256: ${receipt.fingerprint}` },
        ...receipt.entries.map(({ leaf, index }) => ({ text: `${index}: ${leaf}` })),
      ]
    : [{ text: t.waiting }]
  return pdfBytes({
    title: t.title,
    language,
    at: certificate.deleted,
    footer: `${t.title} · ${certificate.ended}`,
    blocks: [
      { heading: t.title, level: 1 as const },
      { text: t.lead(certificate.name) },
      { facts: factsOf(certificate, operator, language) },
      { list: t.says },
      ...proof,
    ],
  })
}
