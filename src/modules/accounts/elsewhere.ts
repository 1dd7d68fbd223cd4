import { sql, type Kysely } from 'kysely'
import { refuse } from '#platform/errors/errors.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { OPERATOR } from '#platform/http/app.tsx'
import { keyring } from '#platform/keys/ring.ts'

const bind = (at: Pick<Scope, 'tx'>, organisation: string) =>
  sql`select set_config('app.organisation', ${organisation}, true)`.execute(at.tx as unknown as Kysely<never>)

/**
 * Does a part of the same transaction in another organisation: an account (the operator's) and a membership come about
 * together or not at all. Nothing else may be sent on the scope meanwhile.
 */
export async function inOrganisation<P extends string, T>(
  at: Scope<P>,
  house: House,
  organisation: Organisation,
  work: (there: Scope<P>) => Promise<T>,
): Promise<T> {
  if (organisation.id === at.organisation.id) return work(at)
  await bind(at, organisation.id)
  try {
    const result = await work({
      ...at,
      organisation,
      keys: keyring(at.tx, organisation.id, house.instanceKey),
      tell: (topic) => at.afterCommit(() => house.changes.tell(organisation.id, topic)),
      announce: async () => {
        throw new Error('announce it in the scope of the request')
      },
    })
    await bind(at, at.organisation.id)
    return result
  } catch (error) {
    await bind(at, at.organisation.id).catch(() => undefined) // a failed transaction rolls back as a whole
    throw error
  }
}

/** The same transaction in the operator's organisation, where accounts and sessions live. */
export async function atOperator<P extends string, T>(
  at: Scope<P>,
  house: House,
  work: (there: Scope<P>) => Promise<T>,
): Promise<T> {
  return inOrganisation(at, house, await operatorOf(house), work)
}

export async function operatorOf(house: House): Promise<Organisation> {
  const operator = await house.directory.bySlug(OPERATOR)
  if (!operator) throw refuse('accounts.not-set-up', 'unavailable')
  return operator
}
