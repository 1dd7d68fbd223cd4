import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor, Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { mac } from '#platform/keys/keyring.ts'
import { openAll, seal } from '#platform/keys/sealed.ts'
import type { filing } from '../data.ts'
import { type ActFacts, type ActRow, acts, db } from './data.ts'

type Opens = (typeof filing)['opens'][number]

/** One entry of a document's audit. */
export type Act = {
  readonly number: number
  readonly act: string
  readonly at: Temporal.Instant
  readonly by: { readonly kind: Actor['kind']; readonly account: string | null }
  readonly facts: ActFacts
}
export type Acts = {
  /** The newest first. */
  readonly acts: readonly Act[]
  /** False when an entry was changed, added or taken out behind the program's back. */
  readonly whole: boolean
}

/**
 * Writes down, in this transaction, who did what with a document; each entry is bound to the one before it. Entries of one
 * document wait for each other until the commit, so who notes many documents does it in the order of their ids.
 * @param act a code with a name in `acts-texts.ts`: `document.filed`, `document.stamped`, ...
 * @param facts ids, numbers, short codes; no names
 * @throws Refusal documents.unknown
 */
export async function noteAct(at: Scope<string>, documentId: string, act: string, facts: ActFacts = {}): Promise<void> {
  at.write(sql`select pg_advisory_xact_lock(hashtextextended(${`document-acts ${documentId}`}, 0))`.compile(db(at)))
  const last = await db(at)
    .selectFrom('documents as d')
    .leftJoinLateral(
      (from) =>
        from
          .selectFrom('document_acts')
          .select(['number', 'chain'])
          .whereRef('document_id', '=', 'd.id')
          .orderBy('number', 'desc')
          .limit(1)
          .as('a'),
      (join) => join.onTrue(),
    )
    .select(['d.holder_id', 'a.number', 'a.chain'])
    .where('d.id', '=', documentId)
    .executeTakeFirst()
  if (!last) throw refuse('documents.unknown', 'not-found')
  const by = byOf(at.actor)
  const entry = { number: (last.number ?? 0) + 1, act, at: storable(at.now), ...by }
  const told = Object.keys(facts).length > 0
  at.write(
    db(at)
      .insertInto('document_acts')
      .values({
        organisation_id: at.organisation.id,
        id: randomUUID(),
        document_id: documentId,
        ...entry,
        facts: told ? await seal(at, acts, 'facts', last.holder_id, facts) : null,
        chain: link(await chainKey(at), documentId, last.chain, entry, facts),
      })
      .compile(),
  )
}

/** What happened with a document, checked against the chain. */
export async function actsOf(at: Scope<Opens>, documentId: string): Promise<Acts> {
  const rows = await db(at)
    .selectFrom('document_acts')
    .selectAll()
    .where('document_id', '=', documentId)
    .orderBy('number')
    .execute()
  const facts = await openAll(
    at,
    rows.map((row) => row.facts),
  )
  const key = await chainKey(at)
  let before: Buffer | null = null
  let whole = true
  const found = rows.map((row, place): Act => {
    const told = facts[place] ?? {}
    whole &&= row.number === place + 1 && row.chain.equals(link(key, documentId, before, row, told))
    before = row.chain
    const by = { kind: row.by_kind as Actor['kind'], account: row.by_account }
    return { number: row.number, act: row.act, at: row.at, by, facts: told }
  })
  return { acts: found.reverse(), whole }
}

const chainKey = (at: Scope<string>): Promise<Buffer> => at.keys.organisationFor('document-acts')

type Entry = Pick<ActRow, 'number' | 'act' | 'at' | 'by_kind' | 'by_account'>

function link(key: Buffer, document: string, before: Buffer | null, entry: Entry, facts: ActFacts): Buffer {
  const told = Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const { number, act, at, by_kind, by_account } = entry
  const said = [document, number, act, storable(at).epochMilliseconds, by_kind, by_account, told]
  return mac(key, before ?? '', JSON.stringify(said))
}

/** As the database gives it back. */
const storable = (at: Temporal.Instant): Temporal.Instant =>
  at.round({ smallestUnit: 'millisecond', roundingMode: 'floor' })

const byOf = (actor: Actor): Pick<ActRow, 'by_kind' | 'by_account'> => ({
  by_kind: actor.kind,
  by_account: 'account' in actor ? actor.account : null,
})
