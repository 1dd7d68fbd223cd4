import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Activity, allActivities } from '#platform/data/activity.ts'
import { type Organisation, organisations } from '#platform/data/organisations.ts'
import { tables } from '#platform/data/query-builder.ts'
import type { Scope } from '#platform/data/scope.ts'
import { allTables } from '#platform/data/table.ts'
import { type Language, languages } from '#platform/text/language.ts'
import { db } from '../data.ts'
import { allKinds, rangesInUse } from '../kinds.ts'
import { record } from '../ledger/record.ts'
import { recipientsNow } from '../connectors.ts'
import { written } from './notice.ts'
import { safeguardsNow } from './safeguards.ts'
import { followUses } from './uses.ts'
import type { AllDeclarations, Notice, NoticeFacts } from './types.ts'

/** The slug of the organisation that runs the installation. */
export const OPERATOR_SLUG = 'betrieb'

const directory = tables({ organisations })

/** What people come for first, what the house does for itself last; the order never depends on what was loaded when. */
const rank = ({ name, using }: Activity) => (using.length > 0 ? 0 : name.startsWith('privacy.') ? 2 : 1)
const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1)

export const declarations = (): AllDeclarations => ({
  tables: allTables().toSorted(byName),
  activities: allActivities().toSorted((a, b) => rank(a) - rank(b) || byName(a, b)),
  kinds: allKinds(),
})

/** What the notice of the scope's organisation says beside the declarations; a few small reads. */
export async function noticeFacts(at: Scope<string>): Promise<NoticeFacts> {
  const [operator, ranges, recipients, safeguards] = await Promise.all([
    directory(at).selectFrom('organisations').selectAll().where('slug', '=', OPERATOR_SLUG).executeTakeFirst(),
    rangesInUse(at),
    recipientsNow(at),
    safeguardsNow(at),
  ])
  return {
    organisation: at.organisation,
    operator: operator as Organisation | undefined,
    recipients,
    ranges,
    safeguards,
  }
}

/** The version is the content: the first 16 hexadecimal digits of its SHA-256. */
export const versionOf = (content: Notice): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16)

export type Current = { readonly notice: Notice; readonly version: string }
type Held = Current & { readonly organisationVersion: number; read: Temporal.Instant }

// Periods that the organisation sets (days per service) may change without its own row: looked at again after this.
const FRESH_MS = 30_000
const held = new Map<string, Held>()

/** The notice that is valid now, in one language. Remembered per organisation's version for up to 30 seconds. */
export async function currentNotice(at: Scope<string>, language: Language = at.language): Promise<Current> {
  const key = `${at.organisation.id} ${language}`
  const known = held.get(key)
  if (known && known.organisationVersion === at.organisation.version) {
    if (fresh(known.read, at.now)) return known
    known.read = at.now // one looks again; those who book meanwhile do not
  }
  const made = written(await noticeFacts(at), declarations(), language)
  const current = { notice: made, version: versionOf(made), organisationVersion: at.organisation.version, read: at.now }
  held.set(key, current)
  return current
}

const fresh = (read: Temporal.Instant, now: Temporal.Instant) =>
  Math.abs(now.epochMilliseconds - read.epochMilliseconds) < FRESH_MS

/** The version of the notice that a person is shown in the scope's language. */
export const noticeVersion = async (at: Scope<string>): Promise<string> => (await currentNotice(at)).version

/**
 * Stores the version as the newest one, with the instant as its beginning and a leaf of evidence, unless it is already.
 * A text that comes back after another one is listed again: it is valid anew.
 * @returns whether it was new
 */
export async function publish(at: Scope<string>, { notice: content, version }: Current): Promise<boolean> {
  const { language } = content
  // two processes that see a new version at once must not list it twice
  await sql`select pg_advisory_xact_lock(hashtextextended(${`notice ${at.organisation.id}`}, 0))`.execute(db(at))
  const newest = await db(at)
    .selectFrom('notice_versions')
    .select('version')
    .where('language', '=', language)
    .orderBy('valid_from', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (newest?.version === version) return false
  // two records of one transaction may both find nothing: the second then meets the row of the first
  const made = await db(at)
    .insertInto('notice_versions')
    .values({
      organisation_id: at.organisation.id,
      language,
      version,
      content: JSON.stringify(content),
      valid_from: at.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('version')
    .executeTakeFirst()
  if (!made) return false
  await record(at, 'notice.published', { language, version })
  return true
}

/** Stores today's versions in every language, and tells of new purposes: at the program's start and every few minutes. */
export async function publishNotices(at: Scope<string>): Promise<void> {
  if (at.organisation.slug === OPERATOR_SLUG) return
  for (const language of languages) await publish(at, await currentNotice(at, language))
  await followUses(at, declarations())
}

/**
 * Publishes what an action has just changed in the notice, in the action's own transaction: the new version is valid from
 * the moment the change is.
 */
export async function republishNotices(at: Scope<string>): Promise<void> {
  if (at.organisation.slug === OPERATOR_SLUG) return
  for (const language of languages) {
    const made = written(await noticeFacts(at), declarations(), language)
    await publish(at, { notice: made, version: versionOf(made) })
  }
  at.afterCommit(() => {
    for (const language of languages) held.delete(`${at.organisation.id} ${language}`)
  })
}

export type Published = { readonly version: string; readonly validFrom: Temporal.Instant }

/** The versions that were ever valid in a language, newest first. */
export async function publishedVersions(at: Scope<string>, language: Language): Promise<Published[]> {
  const rows = await db(at)
    .selectFrom('notice_versions')
    .select(['version', 'valid_from'])
    .where('language', '=', language)
    .orderBy('valid_from', 'desc')
    .execute()
  return rows.map(({ version, valid_from }) => ({ version, validFrom: valid_from }))
}

/**
 * A version that was valid once; one that came back is listed several times, and `until` tells which: the last that began by
 * then.
 */
export async function publishedNotice(
  at: Scope<string>,
  language: Language,
  version: string,
  until?: Temporal.Instant,
): Promise<(Published & { notice: Notice }) | undefined> {
  let query = db(at)
    .selectFrom('notice_versions')
    .select(['version', 'valid_from', 'content'])
    .where('language', '=', language)
    .where('version', '=', version)
  if (until) query = query.where('valid_from', '<=', until)
  const row = await query.orderBy('valid_from', 'desc').executeTakeFirst()
  return row && { version: row.version, validFrom: row.valid_from, notice: row.content as Notice }
}
