import type { BlobRef } from '../files/blobs.ts'
import type { Manifest } from '../sealing/manifest.ts'
import type { Activity } from './activity.ts'

/** What a personal datum is, in words of the notice; `privacy` maps each to its W3C DPV term. */
export type Category =
  | 'identifier'
  | 'name'
  | 'mail'
  | 'phone'
  | 'address'
  | 'bank'
  | 'appointment'
  | 'status'
  | 'time'
  | 'language'
  | 'free-text'
  | 'answers'
  | 'special'
  | 'credential'
  | 'device'
  | 'message'
  | 'consent'
  | 'file'

/** Where a datum comes from (Art. 15(1)(g)). */
export type Source = 'person' | 'staff' | 'system'

/** A value sealed under the key of the person it belongs to, readable for the purposes `P` only. */
export type Sealed<T, P extends string> = Buffer & { readonly sealedAs: (purpose: P) => T }

export type Treatment =
  | { readonly is: 'not-personal'; readonly reason: string }
  /**
   * Keyed tokens by which the sealed column `of` is found, here or in another table (`document_pages.text`); worthless
   * without the organisation's key.
   */
  | { readonly is: 'tokens'; readonly of: string; readonly how: 'exact' | 'words' }
  | {
      readonly is: 'personal' | 'sealed'
      readonly activities: readonly Activity[]
      readonly category: Category
      readonly source: Source
      readonly onAccess: 'show' | 'redact'
      readonly onErase: 'with-row' | 'anonymise'
    }

export type ColumnDeclaration = {
  readonly sqlType: string
  /** The type of the value itself; in a sealed column another than that of its bytes. */
  readonly holds: string
  /** Refers to a stored file, which shares the row's fate. */
  readonly blob?: true
  readonly nullable: boolean
  readonly defaulted: boolean
  readonly treatment: Treatment
}

/** A column with its declaration: select and insert types ride along for the query builder. */
export type Column<S, I, Optional extends boolean> = ColumnDeclaration & {
  readonly types?: { select: S; insert: I; optional: Optional }
}
export type AnyColumn = ColumnDeclaration & { readonly types?: { select: unknown; insert: unknown; optional: boolean } }

type PurposesOf<A> = A extends Activity<infer Name> ? Name : A extends readonly Activity<infer Name>[] ? Name : never
type OneOrMore = Activity | readonly Activity[]
export type About = { source?: Source; onAccess?: 'show' | 'redact'; onErase?: 'with-row' | 'anonymise' }

/** A column that has a type but no declaration yet: not a column to `table()`, so forgetting one does not compile. */
export type Undeclared<S, Optional extends boolean> = {
  optional(): Undeclared<S | null, true>
  /** The database fills it in when an insert leaves it out. */
  defaulted(): Undeclared<S, true>
  notPersonal(reason: string): Column<S, S, Optional>
  personal(activities: OneOrMore, category: Category, about?: About): Column<S, S, Optional>
  sealed<const A extends OneOrMore>(
    activities: A,
    category: Category,
    about?: About,
  ): SealedColumn<S, PurposesOf<A>, Optional>
}
type SealedColumn<S, P extends string, Optional extends boolean> = Column<
  SealedOrNull<S, P>,
  SealedOrNull<S, P>,
  Optional
>
type SealedOrNull<S, P extends string> = Sealed<NonNullable<S>, P> | (null extends S ? null : never)

function column<S, Optional extends boolean>(
  sqlType: string,
  nullable = false,
  defaulted = false,
): Undeclared<S, Optional> {
  const declare = (treatment: Treatment, type = sqlType) => ({
    sqlType: type,
    holds: sqlType,
    nullable,
    defaulted,
    treatment,
  })
  const treated = (
    is: 'personal' | 'sealed',
    activities: OneOrMore,
    category: Category,
    about: About = {},
  ): Treatment => ({
    is,
    activities: [activities].flat() as Activity[],
    category,
    source: about.source ?? 'person',
    onAccess: about.onAccess ?? 'show',
    onErase: about.onErase ?? 'with-row',
  })
  return {
    optional: () => column<S | null, true>(sqlType, true, defaulted),
    defaulted: () => column<S, true>(sqlType, nullable, true),
    notPersonal: (reason) => declare({ is: 'not-personal', reason }),
    personal: (activities, category, about) => declare(treated('personal', activities, category, about)),
    sealed: (activities, category, about) => declare(treated('sealed', activities, category, about), 'bytea'),
  }
}

/** The token column by which the sealed column `of` is found by its whole value. */
export const exactTokenOf = (of: string): Column<Buffer | null, Buffer | null, true> => ({
  sqlType: 'bytea',
  holds: 'bytea',
  nullable: true,
  defaulted: false,
  treatment: { is: 'tokens', of, how: 'exact' },
})
/** The token column by which the sealed column `of` is found by its words and their beginnings. */
export const wordTokensOf = (of: string): Column<Buffer[] | null, Buffer[] | null, true> => ({
  sqlType: 'bytea[]',
  holds: 'bytea[]',
  nullable: true,
  defaulted: false,
  treatment: { is: 'tokens', of, how: 'words' },
})
/** The token column by which a sealed text elsewhere (`table.column`) is found by any of its words, with weights for ranking. */
export const lexemesOf = (of: string): Column<string, string, false> => ({
  sqlType: 'tsvector',
  holds: 'tsvector',
  nullable: false,
  defaulted: false,
  treatment: { is: 'tokens', of, how: 'words' },
})

export const uuid = () => column<string, false>('uuid')
export const text = () => column<string, false>('text')
export const integer = () => column<number, false>('integer')
export const bigint = () => column<number, false>('bigint')
export const flag = () => column<boolean, false>('boolean')
export const instant = () => column<Temporal.Instant, false>('timestamp with time zone')
/** A calendar date, `2026-11-24`. */
export const localDate = () => column<string, false>('date')
/** A wall-clock time, `08:30:00`. */
export const localTime = () => column<string, false>('time without time zone')
/** A wall-clock date and time, `2026-11-24 08:30:00`. */
export const localDateTime = () => column<string, false>('timestamp without time zone')
export const bytes = () => column<Buffer, false>('bytea')
export const json = <T>() => column<T, false>('jsonb')
/** A `tstzrange`, in PostgreSQL's text form. */
export const instantRange = () => column<string, false>('tstzrange')
export const texts = () => column<string[], false>('text[]')
export const manyBytes = () => column<Buffer[], false>('bytea[]')

/**
 * A stored file: where it lies, and the key it is sealed with, wrapped once for each person who owns it. The owner's id
 * does not stand in it. See `platform/keys/sealed-blob.ts`.
 */
export type StoredBlob = BlobRef & { readonly keys: readonly string[]; readonly sealed?: SealedFile }

/** How a file opens that was sealed before it came here (`platform/sealing`): what it is bound to. */
export type SealedFile = Pick<Manifest, 'suite' | 'codec' | 'plainLength' | 'documentId' | 'version'> & {
  /** The key in `keys` is itself sealed to an archive whose private key the server does not have. */
  readonly toMembers?: true
}

type UndeclaredBlob<S, Optional extends boolean> = {
  optional(): UndeclaredBlob<S | null, true>
  notPersonal(reason: string): Column<S, S, Optional>
  /** What is stored is sealed under the keys of the row's persons; the eraser takes the file out of the store. */
  personal(activities: OneOrMore, category: Category, about?: About): Column<S, S, Optional>
}

const blobColumn = <S, Optional extends boolean>(of: Undeclared<S, Optional>): UndeclaredBlob<S, Optional> => ({
  optional: () => blobColumn(of.optional()),
  notPersonal: (reason) => ({ ...of.notPersonal(reason), blob: true }),
  personal: (activities, category, about) => ({ ...of.personal(activities, category, about), blob: true }),
})

/** A file in the store that belongs to exactly one row. */
export const blob = () => blobColumn(column<StoredBlob, false>('jsonb'))
/** The id of a file that is not sealed, where size and digest are known otherwise. */
export const blobId = () => blobColumn(column<string, false>('text'))
