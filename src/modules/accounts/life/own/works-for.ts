import { sql, type Kysely } from 'kysely'
import type { Organisation } from '#platform/data/organisations.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import type { Works } from '#platform/http/frame.ts'
import { db } from '../../data.ts'
import { atOperator } from '../../elsewhere.ts'

/** Notes beside an account that it works, or no longer works, for the scope's organisation. */
export async function noteWorks(
  at: Scope<string>,
  house: House,
  account: string,
  { works, organisation = at.organisation.id }: { readonly works: boolean; readonly organisation?: string },
): Promise<void> {
  await atOperator(at, house, (there) =>
    db(there)
      .updateTable('accounts')
      .set(({ ref }) => {
        const others = sql<string[]>`array_remove(${ref('works_for')}, ${organisation}::text)`
        return { works_for: works ? sql<string[]>`array_append(${others}, ${organisation}::text)` : others }
      })
      .where('id', '=', account)
      .execute(),
  )
}

/**
 * Where else somebody works, by name, for the way from one organisation to another. What stands beside the account only
 * says where to look: each organisation is asked whether they are a member, so nobody is led where they were removed.
 * @param at bound to `here` before and afterwards
 */
export async function worksElsewhere(
  at: Scope<string>,
  house: House,
  asked: { readonly account: string; readonly noted: readonly string[]; readonly here: Organisation },
): Promise<Works[]> {
  if (asked.noted.every((id) => id === asked.here.id)) return []
  const all = await house.directory.all()
  const places = all.filter(({ id, state }) => state === 'active' && id !== asked.here.id && asked.noted.includes(id))
  const bind = (id: string) =>
    sql`select set_config('app.organisation', ${id}, true)`.execute(at.tx as unknown as Kysely<never>)
  const works: Works[] = []
  for (const { id, slug, name } of places) {
    await bind(id)
    const member = await db(at)
      .selectFrom('members')
      .select('id')
      .where('account_id', '=', asked.account)
      .where('left_at', 'is', null)
      .executeTakeFirst()
    if (member) works.push({ slug, name })
  }
  await bind(asked.here.id)
  return works
}
