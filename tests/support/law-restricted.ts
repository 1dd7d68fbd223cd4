import { sql } from 'kysely'
import { raw } from '../../src/modules/privacy/ledger/rows.ts'
import type { Activity } from '../../src/platform/data/activity.ts'
import { papers, type World } from './law-world.ts'
import { advising, selling } from './retained-tables.ts'

// What must never be true of those whose processing is restricted (Art. 18 GDPR), or who objected to one activity (Art. 21).

export const isRestrictedRow = (world: World, id: string): boolean => world.restrictions.some(({ row }) => row === id)

/** What a scope sees that acts for an ordinary purpose: rows, and the persons they belong to. */
type Seen = { readonly of: string; readonly id: string; readonly persons: readonly string[] }

const seenBy = (world: World, as: Activity): Promise<readonly Seen[]> =>
  world.shop.within(
    world.here,
    async (at) =>
      (
        await sql<Seen>`
          select 'person_keys' as of, person_id as id, array[person_id] as persons from person_keys where kind = 'general'
          union all select 'shop_customers', id, array[id] from shop_customers
          union all select 'shop_contracts', id, array[customer_id] from shop_contracts
          union all select 'shop_invoices', id, array[customer_id] from shop_invoices
          union all select 'shop_invoice_lines', i.id, array[i.customer_id] from shop_invoice_lines l join shop_invoices i on i.id = l.invoice_id
          union all select 'shop_letters', id, array_remove(array[sender, receiver], null) from shop_letters
          union all select 'shop_documents', id, array_remove(array[author, partner], null) from shop_documents`.execute(
          raw(at),
        )
      ).rows,
    world.now.toString(),
    as,
  )

/**
 * Who is restricted is stored, whatever has become due, and is not there for an ordinary purpose: also after the way back
 * to a backup, and also who asked to be forgotten and stays for a hold. Of who was erased, statutory rows may be left.
 */
export async function restrictedSeenOrGone(world: World): Promise<string[]> {
  const customers = await world.shop.rows(world.here, `select id from shop_customers`)
  const there = new Set(customers.map(({ id }) => String(id)))
  const now = new Map((await papers(world)).map((one) => [one.id, one.persons]))
  const inForce = world.restrictions.filter(({ person }) => !world.asked.has(person))
  const known = new Set([...world.letters, ...world.invoices].map(({ id }) => id))
  const gone = inForce.flatMap(({ person, row, rows: were }) => [
    ...(there.has(person) ? [] : [`a restricted person was deleted: ${person}`]),
    ...were
      .filter(({ id }) => known.has(id) && !now.has(id) && !world.askedRows.has(id))
      .map(({ id }) => `a row of a restricted person was deleted${row ? ' that was restricted itself' : ''}: ${id}`),
    ...were.flatMap(({ id, persons }) =>
      persons
        .filter((one) => !world.asked.has(one) && now.has(id) && !now.get(id)?.includes(one))
        .map((one) => `${one} was taken out of a restricted row: ${id}`),
    ),
  ])
  const hidden = new Set(inForce.filter(({ row }) => !row).map(({ person }) => person))
  for (const person of world.asked) if (there.has(person)) hidden.add(person)
  const [forSelling, forAdvising] = [await seenBy(world, selling), await seenBy(world, advising)]
  const objecting = new Set(
    world.objections.flatMap(({ person }) => (world.asked.has(person) || !there.has(person) ? [] : [person])),
  )
  const isHidden = ({ id, persons }: Seen): boolean =>
    isRestrictedRow({ ...world, restrictions: inForce }, id) || persons.some((one) => hidden.has(one))
  return [
    ...gone,
    ...forSelling
      .filter((one) => isHidden(one))
      .map(({ of, id }) => `a restricted row of ${of} is seen for an ordinary purpose: ${id}`),
    ...forAdvising
      .filter((one) => isHidden(one) || one.persons.some((person) => objecting.has(person)))
      .map(({ of, id }) => `a row of ${of} is seen for what its person objected to: ${id}`),
  ]
}
