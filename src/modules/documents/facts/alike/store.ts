import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import type { filing } from '../../data.ts'
import type { PageRead } from '../../types.ts'
import { db } from '../data.ts'
import { sketching } from '../keys.ts'
import { classify, type Classified, type Example } from './classify.ts'
import { likeness, packed, type Sketch, sketchOf, unpacked } from './sketch.ts'

type Filing = (typeof filing)['opens'][number]
const EXAMPLES_OF_A_TYPE = 20
const MOST_EXAMPLES = 2_000
const MOST_LIKE = 200
/** From here on two documents are near-duplicates. */
export const NEARLY_EQUAL = 0.7

/** Keeps the sketch of a document; one with too few words has none. */
export async function keepSketch(
  at: Scope<Filing>,
  { documentId, versionId, pages }: { documentId: string; versionId: string; pages: readonly PageRead[] },
): Promise<Sketch | undefined> {
  const sketch = sketchOf(pages, await sketching(at))
  await db(at).deleteFrom('document_sketches').where('document_id', '=', documentId).execute()
  if (sketch)
    await db(at)
      .insertInto('document_sketches')
      .values({
        organisation_id: at.organisation.id,
        document_id: documentId,
        version_id: versionId,
        features: packed(sketch.features),
        signature: packed(sketch.signature),
        bands: [...sketch.bands],
      })
      .execute()
  return sketch
}

/** Type and tags that documents like this one were given by people. */
export async function classified(at: Scope<Filing>, documentId: string, sketch: Sketch): Promise<Classified> {
  const { rows } = await sql<{ features: Buffer; type_id: string | null; tags: string[] }>`
    select s.features, d.type_id, array(select t.tag_id::text from document_taggings t
      where t.organisation_id = d.organisation_id and t.document_id = d.id and t.by = 'person') as tags
    from (
      select id, organisation_id, case when type_by = 'person' then type_id end as type_id,
        row_number() over (partition by case when type_by = 'person' then type_id end order by received_at desc) as place
      from documents d
      where id <> ${documentId} and state <> 'trash' and (type_by = 'person'
        or exists (select from document_taggings t where t.organisation_id = d.organisation_id and t.document_id = d.id
          and t.by = 'person'))
    ) d
    join document_sketches s on s.organisation_id = d.organisation_id and s.document_id = d.id
    join documents whole on whole.organisation_id = d.organisation_id and whole.id = d.id
    left join document_types kind on kind.organisation_id = d.organisation_id and kind.id = d.type_id
    where d.place <= ${EXAMPLES_OF_A_TYPE} and kind.retired_at is null limit ${MOST_EXAMPLES}`.execute(db(at))
  const examples = rows.map(({ features, type_id, tags }): Example => ({
    features: unpacked(features),
    typeId: type_id,
    tagIds: tags,
  }))
  return classify(sketch.features, examples)
}

export type Like = { readonly documentId: string; readonly likeness: number; readonly same: boolean }

/** Documents with the very same file, and those with nearly the same words; the likest first. */
export async function likeOf(at: Scope<Filing>, documentId: string): Promise<Like[]> {
  const same = await sql<{ document_id: string }>`
    select distinct o.document_id from document_versions v
    join document_versions o on o.plain_mac = v.plain_mac and o.document_id <> v.document_id
    where v.document_id = ${documentId} and v.plain_mac is not null limit ${MOST_LIKE}`.execute(db(at))
  const equal = new Set(same.rows.map(({ document_id }) => document_id))
  const own = await db(at)
    .selectFrom('document_sketches')
    .select(['signature', 'bands'])
    .where('document_id', '=', documentId)
    .executeTakeFirst()
  const others = own
    ? await db(at)
        .selectFrom('document_sketches')
        .select(['document_id', 'signature'])
        .where(sql<boolean>`bands && ${own.bands}::bytea[]`)
        .where('document_id', '<>', documentId)
        .limit(MOST_LIKE)
        .execute()
    : []
  const mine = own ? unpacked(own.signature) : []
  const near = others
    .map((other) => ({ documentId: other.document_id, likeness: likeness(mine, unpacked(other.signature)) }))
    .filter((other) => other.likeness >= NEARLY_EQUAL && !equal.has(other.documentId))
  return [
    ...[...equal].map((id) => ({ documentId: id, likeness: 1, same: true })),
    ...near.map((other) => ({ ...other, same: false })),
  ].toSorted((a, b) => Number(b.same) - Number(a.same) || b.likeness - a.likeness)
}
