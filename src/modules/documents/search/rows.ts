import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { db } from './data.ts'
import type { Part } from './vector.ts'

/** A row of the index: a part of a document with its vector in PostgreSQL's text form. */
export type PartRow = {
  readonly documentId: string
  readonly versionId: string
  /** Counts from 0. */
  readonly number: number
  readonly part: Part
  /** Whether it is the document's only part. */
  readonly whole: boolean
  readonly words: string
}

/** Writes rows of the index in one statement; what stands there already, word for word, is left as it is. */
export function writeParts(at: Scope<string>, rows: readonly PartRow[]): void {
  if (rows.length === 0) return
  const organisation = sql`${at.organisation.id}::uuid`
  at.write(
    sql`
      insert into document_words as w
        (organisation_id, document_id, part, version_id, first_page, last_page, whole, words)
      select ${organisation}, n.* from (
        select id, number, version, first_page, last_page, whole, words::tsvector from unnest(
          ${rows.map((row) => row.documentId)}::uuid[], ${rows.map((row) => row.number)}::integer[],
          ${rows.map((row) => row.versionId)}::uuid[], ${rows.map(({ part }) => part.firstPage)}::integer[],
          ${rows.map(({ part }) => part.lastPage)}::integer[], ${rows.map((row) => row.whole)}::boolean[],
          ${rows.map((row) => row.words)}::text[]
        ) as u (id, number, version, first_page, last_page, whole, words)) n
      where not exists (
        select 1 from document_words s
        where s.organisation_id = ${organisation} and s.document_id = n.id and s.part = n.number
          and s.version_id = n.version and s.first_page = n.first_page and s.last_page = n.last_page
          and s.whole = n.whole and s.words = n.words)
      on conflict (organisation_id, document_id, part) do update set version_id = excluded.version_id,
        first_page = excluded.first_page, last_page = excluded.last_page, whole = excluded.whole, words = excluded.words`.compile(
      db(at),
    ),
  )
}

/** Takes out what documents had more parts of before. @param parts how many each has now */
export function dropParts(at: Scope<string>, parts: ReadonlyMap<string, number>): void {
  if (parts.size === 0) return
  at.write(
    sql`delete from document_words w using unnest(${[...parts.keys()]}::uuid[], ${[...parts.values()]}::integer[]) as n (id, parts)
      where w.organisation_id = ${at.organisation.id}::uuid and w.document_id = n.id and w.part >= n.parts`.compile(
      db(at),
    ),
  )
}
