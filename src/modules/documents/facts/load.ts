import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { open } from '#platform/keys/sealed.ts'
import { lockOn } from '../working/actions/locks.ts'
import type { DocumentAsked, Opens, ShownDocument } from '../viewing/panels.ts'
import { fieldsOf, tagsOf, typesOf } from './actions/set-up.ts'
import { db, type TagRow } from './data.ts'
import type { Invoice } from './invoice/types.ts'
import type { FactsProps, TagChoice } from './screens/facts.tsx'
import type { FieldKind } from '../types.ts'

/** Everything that the form of a document's facts shows. */
export async function factsProps(asked: DocumentAsked, shown: ShownDocument): Promise<FactsProps> {
  const { at, language, href } = asked
  const { document } = shown
  const [types, tags, own, given] = [
    await typesOf(at),
    await tagsOf(at),
    document.type_id === null ? [] : await fieldsOf(at, document.type_id),
    await tagsGiven(at, document.id),
  ]
  return {
    language,
    href,
    zone: at.organisation.zone,
    document: {
      id: document.id,
      title: shown.title,
      version: document.version,
      typeId: document.type_id,
      typeBy: document.type_by,
      tagIds: given,
    },
    facts: shown.facts,
    types,
    tags: tagChoices(tags),
    own: own
      .filter(({ retired_at }) => retired_at === null)
      .map(({ id, name, kind, labels, choices, required }) => ({
        id,
        name,
        kind: kind as FieldKind,
        labels,
        choices,
        required,
      })),
  }
}

export const isLocked = async (at: Scope<Opens>, documentId: string): Promise<boolean> =>
  (await lockOn(at, documentId)) !== undefined

async function tagsGiven(at: Scope<Opens>, documentId: string): Promise<string[]> {
  const rows = await db(at)
    .selectFrom('document_taggings')
    .select('tag_id')
    .where('document_id', '=', documentId)
    .execute()
  return rows.map(({ tag_id }) => tag_id)
}

const SHOWN_BETWEEN = ' / '

/** Tags with those above them before their names, in that order. */
export function tagChoices(tags: readonly TagRow[]): TagChoice[] {
  const byId = new Map(tags.map((tag) => [tag.id, tag]))
  const nameOf = ({ name, parent_id }: TagRow): string => {
    const parent = parent_id === null ? undefined : byId.get(parent_id)
    return parent ? nameOf(parent) + SHOWN_BETWEEN + name : name
  }
  return tags
    .map((tag) => ({ id: tag.id, name: nameOf(tag) }))
    .toSorted((one, other) => one.name.localeCompare(other.name, 'de'))
}

/** What the electronic invoice in a document says, if it holds one. */
export async function invoiceOf(at: Scope<Opens>, documentId: string): Promise<Invoice | undefined> {
  const row = await db(at)
    .selectFrom('document_invoices')
    .select('invoice')
    .where('document_id', '=', documentId)
    .executeTakeFirst()
  return row ? ((await open(at, row.invoice)) ?? undefined) : undefined
}

/** How many documents have each tag. */
export async function tagCounts(at: Scope<Opens>): Promise<ReadonlyMap<string, number>> {
  const rows = await db(at)
    .selectFrom('document_taggings')
    .select(['tag_id', sql<number>`count(*)::int`.as('count')])
    .groupBy('tag_id')
    .execute()
  return new Map(rows.map(({ tag_id, count }) => [tag_id, count]))
}
