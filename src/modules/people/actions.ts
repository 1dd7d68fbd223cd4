import { randomUUID } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import type { Inserted, Schema } from '#platform/data/table.ts'
import { personKeys } from '#platform/data/organisations.ts'
import { tables, written } from '#platform/data/query-builder.ts'
import type { Scope } from '#platform/data/scope.ts'
import { exactToken, seal, wordTokens } from '#platform/keys/sealed.ts'
import { db, people } from './data.ts'
import { oweNotice, type Owing } from './notices/actions.ts'

export type Contact = { readonly name: string; readonly mail?: string | undefined; readonly phone?: string | undefined }

/** What is known of how staff came by the data of somebody new: from where, and whether they were told what happens to them. */
export type Entered = Pick<Owing, 'source' | 'told'>

const keys = tables({ person_keys: personKeys }) as (
  at: Pick<Scope, 'tx'>,
) => Kysely<Schema<{ person_keys: typeof personKeys }>>

export type Acquaintance = {
  /** The person with the same mail address and the same name, if known. */
  readonly person: string | undefined
  /** Everybody known under this mail address: limits count them together. */
  readonly atThisMail: readonly string[]
  /** The search tokens of the name, sorted. */
  readonly words: readonly Buffer[]
}

/**
 * Who is known under a mail address. Others who ask for the same address wait until this transaction ends, so that a
 * limit per person holds when somebody sends two forms at once.
 */
export async function acquaintance(at: Scope<string>, given: Contact): Promise<Acquaintance> {
  const words = await sortedWords(at, given.name)
  if (!given.mail) return { person: undefined, atThisMail: [], words }
  const token = await exactToken(at, 'mail', given.mail)
  const [, { rows }] = await Promise.all([
    sql`select pg_advisory_xact_lock(hashtextextended('belegt.person:' || encode(${token}, 'hex'), 0))`.execute(db(at)),
    db(at).executeQuery(atThisMail(at, { words, token })),
  ])
  const known = rows.toSorted((a, b) => Temporal.Instant.compare(a.created_at, b.created_at))
  return { person: known.find(({ same }) => same)?.id, atThisMail: known.map(({ id }) => id), words }
}

const atThisMail = written(
  (at: Scope<string>, { words, token }: { readonly words: Buffer[]; readonly token: Buffer }) =>
    db(at)
      .selectFrom('people')
      .select(['id', 'created_at', sql<boolean>`name_words = ${words}`.as('same')])
      // in no order: a table that was never analysed would be read in that order instead of by the address
      .where('mail_exact', '=', token)
      .forKeyShare(), // the deletion run leaves whoever is in use alone, and looks again afterwards
)

const sortedWords = async (at: Scope<string>, name: string): Promise<Buffer[]> =>
  (await wordTokens(at, 'name', name)).sort(Buffer.compare)

/**
 * The person who gave these contact data: the one known under the same mail address and the same name, else a new one.
 * Two people who share an address stay two; a phone number alone never makes two people one.
 * Somebody new whom staff enter saw no text at a form: that they must be informed is noted (Art. 14 GDPR).
 * @param known what `acquaintance` found, where it was asked before
 */
export async function personFor(
  at: Scope<string>,
  given: Contact & { readonly entered?: Entered },
  known?: Acquaintance,
): Promise<string> {
  const { person, words } = known ?? (await acquaintance(at, given))
  if (person) return person
  const id = await createPerson(at, given, words)
  if (at.actor.kind === 'member') oweNotice(at, { person: id, source: 'staff', ...given.entered })
  return id
}

async function createPerson(at: Scope<string>, given: Contact, words: readonly Buffer[]): Promise<string> {
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
  const person = {
    organisation_id,
    id,
    name,
    name_words: [...words],
    mail,
    mail_exact: mailToken,
    phone,
    phone_exact: phoneToken,
    language: at.language,
    created_at: at.now,
  }
  at.write(newKey(at, { organisation_id, person_id: id, kind: 'general', wrapped }))
  at.write(newPerson(at, person))
  return id
}

const newKey = written((at: Scope<string>, key: Inserted<typeof personKeys>) =>
  keys(at).insertInto('person_keys').values(key),
)
const newPerson = written((at: Scope<string>, person: Inserted<typeof people>) =>
  db(at).insertInto('people').values(person),
)

/** The sealed contact data of a person; opened by whoever acts for a purpose that uses them. */
export const contactOf = (at: Scope<string>, person: string) =>
  db(at)
    .selectFrom('people')
    .select(['id', 'name', 'mail', 'phone', 'language'])
    .where('id', '=', person)
    .executeTakeFirst()

export type ContactChange = {
  readonly name?: string
  readonly mail?: string
  /** Empty: the number is taken out. */
  readonly phone?: string
}

/** Changes what is known of a person, with the tokens by which it is found. What is not named stays. */
export async function changeContact(at: Scope<string>, person: string, change: ContactChange): Promise<void> {
  const { name, mail, phone } = change
  const set = {
    ...(name === undefined
      ? {}
      : { name: await seal(at, people, 'name', person, name), name_words: await sortedWords(at, name) }),
    ...(mail === undefined
      ? {}
      : { mail: await seal(at, people, 'mail', person, mail), mail_exact: await exactToken(at, 'mail', mail) }),
    ...(phone === undefined
      ? {}
      : phone === ''
        ? { phone: null, phone_exact: null }
        : { phone: await seal(at, people, 'phone', person, phone), phone_exact: await exactToken(at, 'phone', phone) }),
  }
  if (Object.keys(set).length > 0) await db(at).updateTable('people').set(set).where('id', '=', person).execute()
}
