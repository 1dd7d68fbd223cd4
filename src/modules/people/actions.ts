import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Schema } from '#platform/data/table.ts'
import { personKeys } from '#platform/data/organisations.ts'
import { tables } from '#platform/data/query-builder.ts'
import type { Scope } from '#platform/data/scope.ts'
import { exactToken, seal, wordTokens } from '#platform/keys/sealed.ts'
import { db, people } from './data.ts'

export type Contact = { readonly name: string; readonly mail?: string | undefined; readonly phone?: string | undefined }

const keys = tables({ person_keys: personKeys }) as (at: Pick<Scope, 'tx'>) => Kysely<Schema<{ person_keys: typeof personKeys }>>

/**
 * The person who gave these contact data: the one known under the same mail address and the same name, else a new one.
 * Two people who share an address stay two; a phone number alone never makes two people one.
 * @returns the person's id; whether it is new tells nobody anything about others
 */
export async function personFor(at: Scope<string>, given: Contact): Promise<string> {
  const words = (await wordTokens(at, 'name', given.name)).sort(Buffer.compare)
  if (given.mail) {
    const known = await db(at)
      .selectFrom('people')
      .select('id')
      .where('mail_exact', '=', await exactToken(at, 'mail', given.mail))
      .where('name_words', '=', words)
      .orderBy('created_at')
      .limit(1)
      .executeTakeFirst()
    if (known) return known.id
  }
  return createPerson(at, given, words)
}

async function createPerson(at: Scope<string>, given: Contact, words: Buffer[]): Promise<string> {
  const id = randomUUID()
  const { wrapped } = await at.keys.mint(id, 'general')
  const [name, mail, mailToken, phone, phoneToken] = await Promise.all([
    seal(at, people, 'name', id, given.name),
    given.mail ? seal(at, people, 'mail', id, given.mail) : null,
    given.mail ? exactToken(at, 'mail', given.mail) : null,
    given.phone ? seal(at, people, 'phone', id, given.phone) : null,
    given.phone ? exactToken(at, 'phone', given.phone) : null,
  ])
  const organisation_id = at.organisation.id
  // sent together: both belong to one transaction, and a round trip is saved where people book in a rush
  await Promise.all([
    keys(at).insertInto('person_keys').values({ organisation_id, person_id: id, kind: 'general', wrapped }).execute(),
    db(at)
      .insertInto('people')
      .values({
        organisation_id,
        id,
        name,
        name_words: words,
        mail,
        mail_exact: mailToken,
        phone,
        phone_exact: phoneToken,
        language: at.language,
        created_at: at.now,
      })
      .execute(),
  ])
  return id
}
