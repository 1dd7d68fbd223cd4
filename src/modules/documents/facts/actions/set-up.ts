import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import type { FieldKind } from '../../types.ts'
import { db, type FieldRow, type TagRow, type TypeRow } from '../data.ts'

export type TypeWish = {
  readonly name: string
  readonly note: string
  readonly keepUnit: 'days' | 'years'
  readonly keepLength: number
  readonly starts: 'closed' | 'dated' | 'received'
  readonly yearEnd: boolean
  readonly law: string
}

const columnsOf = (wish: TypeWish) => ({
  name: wish.name,
  note: wish.note,
  keep_unit: wish.keepUnit,
  keep_length: wish.keepLength,
  starts: wish.starts,
  year_end: wish.yearEnd,
  law: wish.law,
})

/** Makes a document type; its id. @throws Refusal documents.name-taken */
export async function makeType(at: Scope<string>, wish: TypeWish): Promise<string> {
  const id = randomUUID()
  await refuseTaken(at, wish.name)
  await db(at)
    .insertInto('document_types')
    .values({ organisation_id: at.organisation.id, id, created_at: at.now, ...columnsOf(wish) })
    .execute()
  return id
}

/**
 * Changes a type. Documents that have it keep the period that they were given: nothing is deleted earlier because of a setting.
 * @throws Refusal documents.no-such-type, documents.changed-meanwhile, documents.name-taken
 */
export async function changeType(at: Scope<string>, id: string, wish: TypeWish, version: number): Promise<void> {
  const before = await lockedType(at, id)
  if (before.version !== version) throw refuse('documents.changed-meanwhile', 'conflict')
  await refuseTaken(at, wish.name, id)
  await db(at)
    .updateTable('document_types')
    .set({ ...columnsOf(wish), version: version + 1 })
    .where('id', '=', id)
    .execute()
}

/** Offers a type no longer, or again; documents keep it. */
export async function retireType(at: Scope<string>, id: string, retired: boolean): Promise<void> {
  const type = await lockedType(at, id)
  if (!retired) await refuseTaken(at, type.name, id)
  await db(at)
    .updateTable('document_types')
    .set({ retired_at: retired ? at.now : null, version: type.version + 1 })
    .where('id', '=', id)
    .execute()
}

async function lockedType(at: Scope<string>, id: string): Promise<TypeRow> {
  const type = await db(at).selectFrom('document_types').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!type) throw refuse('documents.no-such-type', 'not-found')
  return type
}

async function refuseTaken(at: Scope<string>, name: string, except?: string): Promise<void> {
  const taken = await db(at)
    .selectFrom('document_types')
    .select('id')
    .where(sql<boolean>`lower(name) = lower(${name})`)
    .where('retired_at', 'is', null)
    .$if(except !== undefined, (query) => query.where('id', '<>', except ?? ''))
    .executeTakeFirst()
  if (taken) throw refuse('documents.name-taken', 'conflict')
}

/** The types, those in use first, by name. */
export async function typesOf(at: Scope<string>): Promise<TypeRow[]> {
  return db(at)
    .selectFrom('document_types')
    .selectAll()
    .orderBy(sql`retired_at is not null`)
    .orderBy(sql`lower(name)`)
    .execute()
}

export const typeOf = (at: Scope<string>, id: string): Promise<TypeRow | undefined> =>
  db(at).selectFrom('document_types').selectAll().where('id', '=', id).executeTakeFirst()

export type FieldWish = {
  readonly name: string
  readonly kind: FieldKind
  readonly labels: readonly string[]
  readonly choices: readonly string[]
  readonly required: boolean
  readonly position: number
}

/** Adds a field to a type; its id. @throws Refusal documents.no-such-type */
export async function makeField(at: Scope<string>, typeId: string, wish: FieldWish): Promise<string> {
  await lockedType(at, typeId)
  const id = randomUUID()
  await db(at)
    .insertInto('document_fields')
    .values({
      organisation_id: at.organisation.id,
      id,
      type_id: typeId,
      ...wish,
      labels: [...wish.labels],
      choices: [...wish.choices],
    })
    .execute()
  return id
}

/** Changes a field; its kind stays, since values of that kind are there. */
export async function changeField(
  at: Scope<string>,
  typeId: string,
  id: string,
  wish: Omit<FieldWish, 'kind'>,
): Promise<void> {
  await lockedType(at, typeId)
  await db(at)
    .updateTable('document_fields')
    .set({ ...wish, labels: [...wish.labels], choices: [...wish.choices] })
    .where('id', '=', id)
    .where('type_id', '=', typeId)
    .execute()
}

/** Takes a field away, or gives it back; values that documents have stay. */
export async function retireField(at: Scope<string>, typeId: string, id: string, retired: boolean): Promise<void> {
  await lockedType(at, typeId)
  await db(at)
    .updateTable('document_fields')
    .set({ retired_at: retired ? at.now : null })
    .where('id', '=', id)
    .where('type_id', '=', typeId)
    .execute()
}

export const fieldsOf = (at: Scope<string>, typeId: string): Promise<FieldRow[]> =>
  db(at)
    .selectFrom('document_fields')
    .selectAll()
    .where('type_id', '=', typeId)
    .orderBy(sql`retired_at is not null`)
    .orderBy('position')
    .orderBy('name')
    .execute()

export type TagWish = { readonly name: string; readonly parentId: string | null }
const DEEPEST = 4

/** Makes a tag, below another or on top; its id. @throws Refusal documents.name-taken, documents.tag-too-deep, documents.no-such-tag */
export async function makeTag(at: Scope<string>, wish: TagWish): Promise<string> {
  const tags = await tagsOf(at)
  refuseTag(tags, wish)
  const id = randomUUID()
  await db(at)
    .insertInto('document_tags')
    .values({ organisation_id: at.organisation.id, id, parent_id: wish.parentId, name: wish.name, created_at: at.now })
    .execute()
  return id
}

/** Renames a tag or puts it below another one, with all that is below it. @throws like `makeTag` */
export async function changeTag(at: Scope<string>, id: string, wish: TagWish): Promise<void> {
  const tags = await tagsOf(at)
  if (!tags.some((one) => one.id === id)) throw refuse('documents.no-such-tag', 'not-found')
  refuseTag(tags, wish, id)
  await db(at)
    .updateTable('document_tags')
    .set({ name: wish.name, parent_id: wish.parentId })
    .where('id', '=', id)
    .execute()
}

/** Takes a tag away from the list and from all documents; one with others below it stays. @throws Refusal documents.tag-has-more */
export async function removeTag(at: Scope<string>, id: string): Promise<void> {
  const below = await db(at).selectFrom('document_tags').select('id').where('parent_id', '=', id).executeTakeFirst()
  if (below) throw refuse('documents.tag-has-more', 'conflict')
  await db(at).deleteFrom('document_tags').where('id', '=', id).execute()
}

function refuseTag(tags: readonly TagRow[], { name, parentId }: TagWish, id?: string): void {
  const same = (one: TagRow) => one.parent_id === parentId && one.name.toLowerCase() === name.toLowerCase()
  if (tags.some((one) => one.id !== id && same(one))) throw refuse('documents.name-taken', 'conflict')
  let above = 0
  for (let next = parentId; next !== null; above++) {
    const parent = tags.find((one) => one.id === next)
    if (!parent) throw refuse('documents.no-such-tag', 'not-found')
    // below itself nothing would be reached any more
    if (parent.id === id) throw refuse('documents.tag-below-itself', 'conflict')
    next = parent.parent_id
  }
  if (above + heightOf(tags, id) > DEEPEST) throw refuse('documents.tag-too-deep', 'conflict')
}

/** How many tags stand below each other from this one down, itself included. */
function heightOf(tags: readonly TagRow[], id: string | undefined): number {
  const below = id === undefined ? [] : tags.filter(({ parent_id }) => parent_id === id)
  return 1 + Math.max(0, ...below.map((one) => heightOf(tags, one.id)))
}

export const tagsOf = (at: Scope<string>): Promise<TagRow[]> =>
  db(at)
    .selectFrom('document_tags')
    .selectAll()
    .orderBy(sql`lower(name)`)
    .execute()
