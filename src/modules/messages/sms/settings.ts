import type { Scope } from '#platform/data/scope.ts'
import { decrypt, encrypt } from '#platform/keys/keyring.ts'
import { recipientsNow } from '#privacy'
import { db } from './data.ts'
import type { Access, SmsProvider } from './provider.ts'
import { providerNamed } from './providers/index.ts'

export type SmsSetup = {
  readonly provider: SmsProvider
  readonly access: Access
  readonly sender: string
  /** Ten-thousandths of the currency for each part. */
  readonly price: number
  readonly currency: string
  readonly version: number
  readonly testedAt: Temporal.Instant | null
  readonly tested: string
}

const context = (organisation: string) => `sms access of ${organisation}`

/** How the organisation sends SMS, its credentials opened; undefined until it is set up. */
export async function setupOf(at: Scope<string>): Promise<SmsSetup | undefined> {
  const row = await db(at).selectFrom('sms_settings').selectAll().executeTakeFirst()
  const provider = row && providerNamed(row.provider)
  if (!row || !provider) return undefined
  const key = await at.keys.organisationFor('sms access')
  const access = JSON.parse(decrypt(key, row.access, context(at.organisation.id)).toString()) as Access
  const { sender, price, currency, version } = row
  return { provider, access, sender, price, currency, version, testedAt: row.tested_at, tested: row.tested }
}

export type NewSetup = Pick<SmsSetup, 'provider' | 'access' | 'sender' | 'price' | 'currency'>

/**
 * Stores how SMS are sent; the credentials sealed.
 * @param opened the version the form was opened with; 0 for a first setup
 * @returns false when somebody else changed it meanwhile: nothing is stored then
 */
export async function keepSetup(at: Scope<string>, setup: NewSetup, opened: number): Promise<boolean> {
  const key = await at.keys.organisationFor('sms access')
  const values = {
    provider: setup.provider.name,
    access: encrypt(key, Buffer.from(JSON.stringify(setup.access)), context(at.organisation.id)),
    sender: setup.sender,
    price: setup.price,
    currency: setup.currency,
    changed_at: at.now,
    tested_at: null,
    tested: '',
  }
  const kept =
    opened === 0
      ? await db(at)
          .insertInto('sms_settings')
          .values({ organisation_id: at.organisation.id, ...values })
          .onConflict((conflict) => conflict.doNothing())
          .returning('version')
          .executeTakeFirst()
      : await db(at)
          .updateTable('sms_settings')
          .set({ ...values, version: opened + 1 })
          .where('version', '=', opened)
          .returning('version')
          .executeTakeFirst()
  return kept !== undefined
}

/** Whether data may go to the company behind a provider: it stands in the register of processors and is switched on there. */
export async function isOn(at: Scope<string>, provider: SmsProvider): Promise<boolean> {
  return (await recipientsNow(at)).some(({ id }) => id === provider.connector.recipient)
}

/** The setup, where SMS can be sent with it now. */
export async function readyToText(at: Scope<string>): Promise<SmsSetup | undefined> {
  const setup = await setupOf(at)
  return setup && (await isOn(at, setup.provider)) ? setup : undefined
}

/** Who sends to whom, where SMS can be sent now: for a form that asks for consent. */
export async function smsOffer(
  at: Scope<string>,
): Promise<{ readonly sender: string; readonly company: string } | undefined> {
  const setup = await setupOf(at)
  const company = setup && (await recipientsNow(at)).find(({ id }) => id === setup.provider.connector.recipient)
  return setup && company ? { sender: setup.sender, company: company.name } : undefined
}
