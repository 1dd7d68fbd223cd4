import { refuse } from '#platform/errors/errors.ts'
import type { Scope } from '#platform/data/scope.ts'
import { decrypt, encrypt } from '#platform/keys/keyring.ts'
import { recipientsNow, record } from '#privacy'
import { db, signOnProvider } from './data.ts'

const sealingKey = (at: Scope<string>) => at.keys.organisationFor('sign-on provider')
const context = (organisation: string) => `sign-on provider of ${organisation}`

export type Provider = {
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly trustsMail: boolean
  readonly active: boolean
}

/** The provider as it is set up; undefined while there is none. */
export async function providerOf(at: Scope<string>): Promise<Provider | undefined> {
  const row = await db(at).selectFrom('sign_on_providers').selectAll().executeTakeFirst()
  return (
    row && {
      name: row.name,
      issuer: row.issuer,
      clientId: row.client_id,
      trustsMail: row.trusts_mail,
      active: row.active,
    }
  )
}

/** Whether its company stands in the register of processors and is switched on there. */
export const isRegistered = async (at: Scope<string>): Promise<boolean> =>
  (await recipientsNow(at)).some(({ id }) => id === signOnProvider.recipient)

/** The name on the button of the sign-in page; undefined where nobody signs in by a provider. */
export async function providerInUse(at: Scope<string>): Promise<string | undefined> {
  const provider = await providerOf(at)
  return provider?.active && (await isRegistered(at)) ? provider.name : undefined
}

/** The provider with its secret, ready to be asked. @throws Refusal where none is in use */
export async function readyProvider(at: Scope<string>): Promise<Provider & { readonly secret: string }> {
  const provider = await providerOf(at)
  if (!provider?.active || !(await isRegistered(at))) throw refuse('accounts.no-sign-on', 'not-found')
  return { ...provider, secret: await secretOf(at) }
}

export async function secretOf(at: Scope<string>): Promise<string> {
  const row = await db(at).selectFrom('sign_on_providers').select('client_secret').executeTakeFirstOrThrow()
  return decrypt(await sealingKey(at), row.client_secret, context(at.organisation.id)).toString()
}

/** Keeps what was entered; without a new secret the one before stays. Another issuer begins switched off, and knows nobody. */
export async function keepProvider(
  at: Scope<string>,
  given: Omit<Provider, 'active'> & { readonly secret: string | undefined },
): Promise<void> {
  const before = await providerOf(at)
  if (!before && given.secret === undefined) throw refuse('accounts.sign-on-secret', 'invalid')
  const moved = before?.issuer !== given.issuer
  const client_secret = given.secret
    ? encrypt(await sealingKey(at), Buffer.from(given.secret), context(at.organisation.id))
    : undefined
  const values = {
    name: given.name,
    issuer: given.issuer,
    client_id: given.clientId,
    trusts_mail: given.trustsMail,
    changed_at: at.now,
    ...(moved ? { active: false } : {}),
  }
  if (before)
    await db(at)
      .updateTable('sign_on_providers')
      .set({ ...values, ...(client_secret ? { client_secret } : {}) })
      .execute()
  else if (client_secret)
    await db(at)
      .insertInto('sign_on_providers')
      .values({ organisation_id: at.organisation.id, ...values, client_secret })
      .execute()
  if (moved) await db(at).deleteFrom('sign_on_links').execute()
  await record(at, 'sign-on.changed', { moved })
}

/** @throws Refusal accounts.sign-on-unregistered while its company stands in no contract of the register */
export async function switchProvider(at: Scope<string>, active: boolean): Promise<void> {
  if (active && !(await isRegistered(at))) throw refuse('accounts.sign-on-unregistered', 'conflict')
  await db(at).updateTable('sign_on_providers').set({ active, changed_at: at.now }).execute()
  await record(at, 'sign-on.switched', { active })
}

/** Takes the provider away with all its links; who signed in by it stays signed in until that session ends. */
export async function removeProvider(at: Scope<string>): Promise<void> {
  await db(at).deleteFrom('sign_on_links').execute()
  await db(at).deleteFrom('sign_on_providers').execute()
  await record(at, 'sign-on.removed', {})
}
