import type { Scope } from '#platform/data/scope.ts'
import type { FieldRow } from '../facts/data.ts'
import { fieldsOf, makeField, makeTag, makeType, tagsOf, typesOf } from '../facts/actions/set-up.ts'
import type { PaperlessDocument, PaperlessExport, PaperlessField } from './paperless.ts'

/** How the words of another system are called here, found by name or made. */
export type Vocabulary = {
  readonly types: ReadonlyMap<string, string>
  /** By the other system's number. */
  readonly tags: ReadonlyMap<number, string>
  /** Fields belong to a type: by its name, then by the other system's number. */
  readonly fields: ReadonlyMap<string, ReadonlyMap<number, string>>
}

const fold = (text: string) => text.normalize('NFC').trim().toLowerCase()
const short = (text: string) => text.trim().slice(0, 80)

/** Business letters are kept for six years from the end of the year (§ 257(4) and (5) HGB); staff choose otherwise per type. */
const LETTERS = { keepUnit: 'years', keepLength: 6, starts: 'closed', yearEnd: true, law: '§ 257 HGB' } as const

/** Finds or makes the types, tags and fields that the documents of an export use. */
export async function vocabularyFor(at: Scope<string>, from: PaperlessExport): Promise<Vocabulary> {
  const types = await typesFor(at, from.documents)
  return { types, tags: await tagsFor(at, from), fields: await fieldsFor(at, from, types) }
}

async function typesFor(at: Scope<string>, documents: readonly PaperlessDocument[]): Promise<Map<string, string>> {
  const known = new Map((await typesOf(at)).filter((one) => !one.retired_at).map((one) => [fold(one.name), one.id]))
  const found = new Map<string, string>()
  for (const name of new Set(documents.flatMap(({ type }) => type ?? []))) {
    const called = short(name)
    const id = known.get(fold(called)) ?? (await makeType(at, { name: called, note: '', ...LETTERS }))
    known.set(fold(called), id)
    found.set(name, id)
  }
  return found
}

async function tagsFor(at: Scope<string>, { tags, documents }: PaperlessExport): Promise<Map<number, string>> {
  const here = await tagsOf(at)
  const keyOf = (name: string, parent: string | null) => `${parent ?? ''} ${fold(name)}`
  const known = new Map(here.map((one) => [keyOf(one.name, one.parent_id), one.id]))
  const found = new Map<number, string>()
  const make = async (number: number, depth: number): Promise<string | null> => {
    const before = found.get(number)
    const tag = tags.get(number)
    if (before !== undefined || !tag || depth > 10) return before ?? null // ten levels, and no circles
    const parentId = tag.parent === undefined ? null : await make(tag.parent, depth + 1)
    const name = short(tag.name)
    const id = known.get(keyOf(name, parentId)) ?? (await makeTag(at, { name, parentId }))
    known.set(keyOf(name, parentId), id)
    found.set(number, id)
    return id
  }
  for (const number of new Set(documents.flatMap((one) => one.tags))) await make(number, 0)
  return found
}

async function fieldsFor(
  at: Scope<string>,
  { documents, fields }: PaperlessExport,
  types: ReadonlyMap<string, string>,
): Promise<Map<string, ReadonlyMap<number, string>>> {
  const found = new Map<string, ReadonlyMap<number, string>>()
  for (const [type, typeId] of types) {
    const used = new Set(documents.filter((one) => one.type === type).flatMap((one) => [...one.values.keys()]))
    const here = await fieldsOf(at, typeId)
    const ids = new Map<number, string>()
    for (const number of used) {
      const field = fields.get(number)
      if (field) ids.set(number, await fieldFor(at, typeId, field, here))
    }
    found.set(type, ids)
  }
  return found
}

async function fieldFor(
  at: Scope<string>,
  typeId: string,
  { name, kind, choices }: PaperlessField,
  here: readonly FieldRow[],
): Promise<string> {
  const same = here.find((one) => fold(one.name) === fold(name) && one.kind === kind && !one.retired_at)
  if (same) return same.id
  return makeField(at, typeId, {
    name: short(name),
    kind,
    labels: [],
    choices: kind === 'choice' ? choices.slice(0, 50).map(short) : [],
    required: false,
    position: here.length,
  })
}
