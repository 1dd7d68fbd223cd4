import { randomUUID } from 'node:crypto'
import { composeMail, queueMail } from '#messages'
import type { Scope } from '#platform/data/scope.ts'
import type { Asked } from '#platform/http/route.ts'
import { open, seal } from '#platform/keys/sealed.ts'
import { tokenFor } from '#platform/keys/token.ts'
import type { Language } from '#platform/text/language.ts'
import { db, type handling, letters, type Kind, type RequestRow } from '../data.ts'
import type { About } from '../letters/compose.ts'
import type { LetterText } from '../letters/letter.ts'
import { letterMails } from '../mail-texts.ts'
import { todayOf } from './file.ts'

export type Handling = Scope<(typeof handling)['opens'][number]>

/** Whole addresses of pages; a job that has none sends letters without links. */
export type Links = { readonly absolute: Asked<string, unknown>['absolute'] }

export const languageOf = (row: Pick<RequestRow, 'language'>): Language => (row.language === 'en' ? 'en' : 'de')

export const STATUS = 'rights status'
export const statusPath = async (at: Scope<string>, request: string): Promise<string> =>
  `/datenschutz/rechte/antrag/${await tokenFor(at, STATUS, request)}`

/** What a letter says of the request itself. */
export async function aboutOf(at: Handling, row: RequestRow): Promise<About> {
  return {
    organisation: at.organisation,
    language: languageOf(row),
    request: row.id,
    kind: row.kind as Kind,
    name: (await open(at, row.name)) ?? '',
    received: Temporal.PlainDate.from(row.received_on),
  }
}

export type Sending =
  /** Leaves by mail with the transaction. */
  | { readonly by: 'mail' }
  /** Is printed; staff say on which day it was posted. */
  | { readonly by: 'post'; readonly on: Temporal.PlainDate }

/** By mail where there is an address for it. */
export const sendingFor = (at: Handling, row: RequestRow): Sending =>
  row.mail === null ? { by: 'post', on: todayOf(at) } : { by: 'mail' }

/**
 * Keeps a letter word for word, and sends it when it goes by mail. Both happen with the transaction or not at all.
 * @returns the letter's id
 */
export async function sendLetter(
  at: Handling,
  links: Links | undefined,
  row: RequestRow,
  given: {
    readonly kind: keyof typeof letterMails
    readonly letter: LetterText
    readonly sending: Sending
    readonly link?: string
  },
): Promise<string> {
  const { kind, letter, sending } = given
  const id = randomUUID()
  const language = languageOf(row)
  const mail = sending.by === 'mail' ? await open(at, row.mail) : null
  const by = mail === null ? 'post' : 'mail'
  const on = sending.by === 'post' ? sending.on : todayOf(at)
  await db(at)
    .insertInto('rights_letters')
    .values({
      organisation_id: at.organisation.id,
      id,
      request_id: row.id,
      kind,
      language,
      made_at: at.now,
      by,
      sent_on: on.toString(),
      content: await seal(at, letters, 'content', row.applicant_id, letter),
    })
    .execute()
  if (mail !== null) {
    const path = links && (given.link ?? (await statusPath(at, row.id)))
    const template = letterMails[kind]
    const content = await composeMail(at, template, {
      language,
      values: {
        betreff: letter.subject,
        brief: [
          letter.greeting,
          ...letter.paragraphs,
          ...letter.points.map((point) => `– ${point}`),
          ...letter.after,
        ].join('\n\n'),
        antrag: links && path ? links.absolute(path, language) : '',
        datenschutz: links ? links.absolute('/datenschutz', language) : '',
      },
      facts: letter.facts,
    })
    await queueMail(at, { person: row.applicant_id, to: mail, cause: id, kind: template.kind, version: 0, content })
  }
  return id
}
