import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { openAll, seal } from '#platform/keys/sealed.ts'
import type { filing } from '../data.ts'
import { db, folders } from './data.ts'

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
  const opened = await openAll(
    at,
    rows.flatMap(({ name, wanted }) => [name, wanted]),
  )
  return rows
    .flatMap((row, place) => {
      const [name, wanted] = [opened[place * 2], opened[place * 2 + 1]]
      if (!name || wanted === null || wanted === undefined) return []
      const cut = wanted.indexOf(SEPARATOR)
      const [address, query] = [wanted.slice(0, cut), wanted.slice(cut + 1)]
      return [{ id: row.id, name, query, address, shared: row.shared, own: row.account_id === account }]
    })
    .toSorted((one, other) => one.name.localeCompare(other.name, 'de'))
}

/** Removes one's own saved search; another's stays. */
export async function removeFolder(at: Scope<Opens>, id: string): Promise<void> {
  const account = accountOf(at)
  if (account === undefined) return
  await db(at).deleteFrom('document_searches').where('id', '=', id).where('account_id', '=', account).execute()
}
