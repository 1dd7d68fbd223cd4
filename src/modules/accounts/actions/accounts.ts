import { randomUUID } from 'node:crypto'
import type { House, Scope } from '#platform/data/scope.ts'
import { exactToken, seal } from '#platform/keys/sealed.ts'
import type { Language } from '#platform/text/language.ts'
import { accounts, db, houseTables } from '../data.ts'
import { atOperator } from '../elsewhere.ts'

export type NewAccount = {
  readonly name: string
  readonly mail: string
  /** The stored form (see hashPassword); without one the account is invited and cannot sign in yet. */
  readonly password?: string | undefined
  readonly language: Language
  /** The id under which they were invited; a new one when left out. */
  readonly id?: string | undefined
}

/** Stores a person's key, unless the person is known in this organisation already. */
export async function ensurePersonKey(at: Scope<string>, person: string): Promise<void> {
  if ((await at.keys.persons([person], 'general')).size > 0) return
  const { wrapped } = await at.keys.mint(person, 'general')
  await houseTables(at)
    .insertInto('person_keys')
    .values({ organisation_id: at.organisation.id, person_id: person, kind: 'general', wrapped })
    .execute()
}

/** The id somebody was invited under, unless an account had it before (its address was changed meanwhile). */
async function freeId(there: Scope<string>, wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return randomUUID()
  const taken = await db(there).selectFrom('accounts').select('id').where('id', '=', wanted).executeTakeFirst()
  return taken ? randomUUID() : wanted
}

/**
 * The account of this mail address, made when there is none. An existing one keeps its name and its password:
 * another organisation's administrator must not be able to change them.
 */
export async function accountFor(
  at: Scope<string>,
  house: House,
  wanted: NewAccount,
): Promise<{ id: string; isNew: boolean; state: string }> {
  return atOperator(at, house, async (there) => {
    const token = await exactToken(there, 'mail', wanted.mail)
    const find = () =>
      db(there)
        .selectFrom('accounts')
        .select(['id', 'state'])
        .where('mail_exact', '=', token)
        .where('closed_at', 'is', null)
        .executeTakeFirst()
    const known = await find()
    if (known?.state === 'invited' && wanted.password) {
      await db(there)
        .updateTable('accounts')
        .set({ password: wanted.password, state: 'active' })
        .where('id', '=', known.id)
        .where('state', '=', 'invited')
        .execute()
      return { id: known.id, state: 'active', isNew: false }
    }
    if (known) return { ...known, isNew: false }
    const id = await freeId(there, wanted.id)
    await ensurePersonKey(there, id)
    const [mail, name] = await Promise.all([
      seal(there, accounts, 'mail', id, wanted.mail),
      seal(there, accounts, 'name', id, wanted.name),
    ])
    const state = wanted.password ? 'active' : 'invited'
    await db(there)
      .insertInto('accounts')
      .values({
        organisation_id: there.organisation.id,
        id,
        mail,
        mail_exact: token,
        name,
        password: wanted.password ?? null,
        state,
        language: wanted.language,
        created_at: there.now,
      })
      .execute()
    return { id, isNew: true, state }
  })
}
