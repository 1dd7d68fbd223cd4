import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { openAll, seal } from '#platform/keys/sealed.ts'
import type { filing } from '../data.ts'
import { db, type FolderRow, folders } from './data.ts'
import { type Asked, parse } from './query.ts'
import { termsOfForm } from './terms.ts'
import { ENGLISH, type Entry, GERMAN } from './vocabulary.ts'

type Opens = (typeof filing)['opens'][number]

/** A saved search; `wanted` is the address of the list without its `?`, and what was looked for in `query`. */
export type Folder = {
  readonly id: string
  readonly name: string
  readonly query: string
  readonly address: string
  readonly shared: boolean
  readonly own: boolean
}

const SEPARATOR = '\n'
const accountOf = (at: Scope<string>): string | undefined => (at.actor.kind === 'member' ? at.actor.account : undefined)

/** Saves a search for who acts. @returns its id; undefined when nobody is signed in who could own it */
export async function saveFolder(
  at: Scope<Opens>,
  wish: { readonly name: string; readonly query: string; readonly address: string; readonly shared: boolean },
): Promise<string | undefined> {
  const account = accountOf(at)
  if (account === undefined) return undefined
  const id = randomUUID()
  await db(at)
    .insertInto('document_searches')
    .values({
      organisation_id: at.organisation.id,
      id,
      account_id: account,
      name: await seal(at, folders, 'name', account, wish.name),
      wanted: await seal(at, folders, 'wanted', account, `${wish.address}${SEPARATOR}${wish.query}`),
      shared: wish.shared,
      created_at: at.now,
    })
    .execute()
  return id
}

/** One's own saved searches and those that others share, by name. Those of people who are gone are gone with them. */
export async function foldersFor(at: Scope<Opens>): Promise<readonly Folder[]> {
  const account = accountOf(at)
  if (account === undefined) return []
  const rows = await db(at)
    .selectFrom('document_searches')
    .selectAll()
    .where((where) => where.or([where('account_id', '=', account), where('shared', '=', true)]))
    .orderBy('created_at')
    .execute()
  return (await opened(at, rows))
    .map(({ row, ...folder }) => ({ ...folder, shared: row.shared, own: row.account_id === account }))
    .toSorted((one, other) => one.name.localeCompare(other.name, 'de'))
}

/** Saved searches as they were meant; those of people whose key is gone are left out. */
async function opened(at: Scope<Opens>, rows: readonly FolderRow[]) {
  const texts = await openAll(
    at,
    rows.flatMap(({ name, wanted }) => [name, wanted]),
  )
  return rows.flatMap((row, place) => {
    const [name, wanted] = [texts[place * 2], texts[place * 2 + 1]]
    if (!name || wanted === null || wanted === undefined) return []
    const cut = wanted.indexOf(SEPARATOR)
    return [{ row, id: row.id, name, address: wanted.slice(0, cut), query: wanted.slice(cut + 1) }]
  })
}

/** Removes everybody's saved searches that ask for one of these words, which stand in no document any more. */
export async function forgetFolders(at: Scope<Opens>, forgotten: readonly Entry[]): Promise<void> {
  const terms = new Set(
    forgotten.flatMap(({ form, tongues }) => termsOfForm(form, (tongues & ENGLISH) !== 0, (tongues & GERMAN) !== 0)),
  )
  const asksFor = (asked: Asked): boolean =>
    asked.kind === 'beginning'
      ? forgotten.some(({ form }) => form.startsWith(asked.form))
      : [...asked.forms, ...(asked.kind === 'word' ? [asked.joined] : [])].some((form) =>
          termsOfForm(form, true).some((term) => terms.has(term)),
        )
  const rows = await db(at).selectFrom('document_searches').selectAll().execute()
  const gone = (await opened(at, rows)).filter(({ query }) => {
    const { wanted, unwanted } = parse(query)
    return [...wanted, ...unwanted].some(asksFor)
  })
  if (gone.length === 0) return
  await db(at)
    .deleteFrom('document_searches')
    .where(sql<boolean>`id = any(${gone.map(({ id }) => id)}::uuid[])`)
    .execute()
}

/** Removes one's own saved search; another's stays. */
export async function removeFolder(at: Scope<Opens>, id: string): Promise<void> {
  const account = accountOf(at)
  if (account === undefined) return
  await db(at).deleteFrom('document_searches').where('id', '=', id).where('account_id', '=', account).execute()
}
