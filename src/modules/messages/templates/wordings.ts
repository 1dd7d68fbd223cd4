import type { Scope } from '#platform/data/scope.ts'
import type { Tx } from '#platform/data/query-builder.ts'
import { refuse } from '#platform/errors/errors.ts'
import { problemsOf } from '#platform/mail/check.ts'
import { isLine, type MailTemplate, partsOf } from '#platform/mail/parts.ts'
import type { Language } from '#platform/text/language.ts'
import { db, type OwnTexts } from './data.ts'
import { ourWording, type Wording } from './fill.ts'

export type Version = {
  readonly version: number
  readonly texts: OwnTexts
  readonly back_to: number | null
  readonly made_by: string
  readonly made_at: Temporal.Instant
}

export const OURS: OwnTexts = { de: {}, en: {} }
export const isOurs = ({ de, en }: OwnTexts): boolean => Object.keys(de).length + Object.keys(en).length === 0

// many mails of one scope (a bulk, a reminder to everybody) ask for the same texts
const asked = new WeakMap<Tx, Map<string, Promise<OwnTexts>>>()

/** The texts of the organisation that are in use for a kind of mail; none where it uses ours. */
export function textsInUse(at: Scope<string>, kind: string): Promise<OwnTexts> {
  const known = asked.get(at.tx) ?? new Map<string, Promise<OwnTexts>>()
  asked.set(at.tx, known)
  const found =
    known.get(kind) ??
    db(at)
      .selectFrom('mail_wordings')
      .select('texts')
      .where('kind', '=', kind)
      .where('replaced_at', 'is', null)
      .executeTakeFirst()
      .then((row) => row?.texts ?? OURS)
  known.set(kind, found)
  return found
}

/** All versions that are still kept, the newest first. */
export const versionsOf = (at: Scope<string>, kind: string): Promise<Version[]> =>
  db(at)
    .selectFrom('mail_wordings')
    .select(['version', 'texts', 'back_to', 'made_by', 'made_at'])
    .where('kind', '=', kind)
    .orderBy('version', 'desc')
    .execute()

/** What is told of each kind of mail in the list of them. */
export const versionsInUse = (at: Scope<string>) =>
  db(at)
    .selectFrom('mail_wordings')
    .select(['kind', 'version', 'texts', 'made_at'])
    .where('replaced_at', 'is', null)
    .execute()

/**
 * Puts texts in use as a new version. What says the same as ours is not kept, so that ours may be improved later.
 * @param basis the version that was shown when the text was written; 0 when there was none
 * @returns the new version, or the one in use when nothing changed
 * @throws Refusal messages.text-changed when somebody else was quicker
 */
export async function putInUse(
  at: Scope<string>,
  template: MailTemplate,
  wish: { readonly texts: OwnTexts; readonly basis: number; readonly backTo?: number },
): Promise<number> {
  const { kind } = template
  const last = await db(at)
    .selectFrom('mail_wordings')
    .select(['version', 'texts'])
    .where('kind', '=', kind)
    .where('replaced_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  const version = last?.version ?? 0
  if (version !== wish.basis) throw refuse('messages.text-changed', 'conflict')
  const texts = { de: ownOf(template, 'de', wish.texts), en: ownOf(template, 'en', wish.texts) }
  if (sameTexts(texts, last?.texts ?? OURS)) return version
  await db(at)
    .updateTable('mail_wordings')
    .set({ replaced_at: at.now })
    .where('kind', '=', kind)
    .where('version', '=', version)
    .execute()
  const made = await db(at)
    .insertInto('mail_wordings')
    .values({
      organisation_id: at.organisation.id,
      kind,
      version: version + 1,
      texts: JSON.stringify(texts) as unknown as OwnTexts,
      back_to: wish.backTo ?? null,
      made_by: 'account' in at.actor ? at.actor.account : at.organisation.id,
      made_at: at.now,
    })
    // two who both write the first version: one of them is told
    .onConflict((conflict) => conflict.doNothing())
    .returning('version')
    .executeTakeFirst()
  if (!made) throw refuse('messages.text-changed', 'conflict')
  asked.get(at.tx)?.delete(kind)
  return made.version
}

const sameTexts = (one: OwnTexts, other: OwnTexts) =>
  (['de', 'en'] as const).every((language) => {
    const keys = new Set([...Object.keys(one[language]), ...Object.keys(other[language])])
    return [...keys].every((key) => one[language][key] === other[language][key])
  })

const tidy = (text: string) => text.replaceAll(/\r\n?/g, '\n').trim()

/** Of these texts what staff may write and what differs from ours. */
const ownOf = (template: MailTemplate, language: Language, texts: OwnTexts): Wording =>
  Object.fromEntries(
    partsOf(template).flatMap(({ id, part }) => {
      const own = tidy(texts[language][id] ?? '')
      return part.law || own === '' || own === part[language] ? [] : [[id, own]]
    }),
  )

/** Whether own texts can be used: a later release may have taken a placeholder away that they need. */
export const fits = (template: MailTemplate, own: Wording): boolean =>
  partsOf(template).every(({ id, part }) => {
    const text = own[id]
    return part.law !== undefined || text === undefined || problemsOf(template, part, isLine(id), text).length === 0
  })

/**
 * The texts a mail is made of: the organisation's where it has some, ours where the law fixes them or it has none. Own
 * texts that fit no longer are passed over as a whole; the mail leaves in ours, and the editor says so.
 */
export function wordingFor(template: MailTemplate, language: Language, own: OwnTexts): Wording {
  const ours = ourWording(template, language)
  const theirs = own[language]
  if (!fits(template, theirs)) return ours
  return Object.fromEntries(
    partsOf(template).map(({ id, part }) => [id, part.law ? part[language] : (theirs[id] ?? ours[id] ?? '')]),
  )
}
