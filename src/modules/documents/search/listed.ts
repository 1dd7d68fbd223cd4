import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import type { filing } from '../data.ts'
import type { Stage, State } from '../types.ts'
import { db } from './data.ts'
import type { Hit } from './wanted.ts'

type Opens = (typeof filing)['opens'][number]

/** A line of the list. */
export type Listed = Hit & {
  readonly title: string
  readonly holder: string
  readonly archive: string
  readonly type: string | undefined
  readonly tags: readonly string[]
  readonly day: Temporal.PlainDate
  readonly state: State
  readonly stage: Stage
  readonly pageCount: number | undefined
  /** Whether there is a small picture of its first page. */
  readonly picture: boolean
  /** Only members' devices open it: no server reads it, now or later. */
  readonly isSealed: boolean
}

/** What the list shows of the documents that were found, in their order. */
export async function listed(at: Scope<Opens>, hits: readonly Hit[]): Promise<readonly Listed[]> {
  const ids = hits.map(({ documentId }) => documentId)
  if (ids.length === 0) return []
  const rows = await db(at)
    .selectFrom('documents as d')
    .innerJoin('document_archives as a', 'a.id', 'd.archive_id')
    .leftJoin('document_types as t', 't.id', 'd.type_id')
    .leftJoin('document_versions as v', (on) =>
      on.onRef('v.document_id', '=', 'd.id').onRef('v.number', '=', 'd.current'),
    )
    .select(['d.id', 'd.title', 'd.holder_id', 'd.dated_on', 'd.received_at', 'd.state', 'd.pages'])
    .select(['a.name as archive', 'a.mode', 't.name as type', 'v.stage'])
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom('document_previews as p')
          .select('p.id')
          .whereRef('p.version_id', '=', 'v.id')
          .where('p.kind', '=', 'thumb'),
      ).as('picture'),
    )
    .where(sql<boolean>`d.id = any(${ids}::uuid[])`)
    .execute()
  const titles = await openAll(
    at,
    rows.map(({ title }) => title),
  )
  const tags = await db(at)
    .selectFrom('document_taggings as g')
    .innerJoin('document_tags as t', 't.id', 'g.tag_id')
    .select(['g.document_id', 't.name'])
    .where(sql<boolean>`g.document_id = any(${ids}::uuid[])`)
    .orderBy('t.name')
    .execute()
  return hits.flatMap((hit) => {
    const place = rows.findIndex(({ id }) => id === hit.documentId)
    const row = rows[place]
    if (!row) return []
    const received = row.received_at.toZonedDateTimeISO(at.organisation.zone).toPlainDate()
    return [
      {
        ...hit,
        title: titles[place] ?? '',
        holder: row.holder_id,
        archive: row.archive,
        type: row.type ?? undefined,
        tags: tags.filter(({ document_id }) => document_id === hit.documentId).map(({ name }) => name),
        day: row.dated_on ? Temporal.PlainDate.from(row.dated_on) : received,
        state: row.state as State,
        stage: (row.stage ?? 'stored') as Stage,
        pageCount: row.pages ?? undefined,
        picture: Boolean(row.picture),
        isSealed: row.mode === 'client-only',
      },
    ]
  })
}

export type Choices = {
  readonly types: readonly { readonly id: string; readonly name: string }[]
  readonly tags: readonly { readonly id: string; readonly name: string }[]
  readonly cases: readonly { readonly id: string; readonly name: string }[]
}
const MOST_CASES = 200

/** What the list can be narrowed to. */
export async function choices(at: Scope<Opens>): Promise<Choices> {
  const types = await db(at).selectFrom('document_types').select(['id', 'name']).orderBy('name').execute()
  const tags = await db(at).selectFrom('document_tags').select(['id', 'name', 'parent_id']).orderBy('name').execute()
  const cases = await db(at)
    .selectFrom('document_cases')
    .select(['id', 'number as name'])
    .orderBy('opened_at', 'desc')
    .limit(MOST_CASES)
    .execute()
  const nameOf = (id: string, depth = 0): string => {
    const tag = tags.find((one) => one.id === id)
    if (!tag) return ''
    return tag.parent_id && depth < 8 ? `${nameOf(tag.parent_id, depth + 1)} / ${tag.name}` : tag.name
  }
  const named = tags.map(({ id }) => ({ id, name: nameOf(id) }))
  return { types, cases, tags: named.toSorted((one, other) => one.name.localeCompare(other.name, 'de')) }
}

/** Whether any document lies in these archives, or in any. */
export const anything = async (at: Scope<Opens>, archives: ReadonlySet<string> | undefined): Promise<boolean> =>
  (await db(at)
    .selectFrom('documents')
    .select('id')
    .$if(archives !== undefined, (some) => some.where(sql<boolean>`archive_id = any(${[...(archives ?? [])]}::uuid[])`))
    .limit(1)
    .executeTakeFirst()) !== undefined
