import { randomBytes } from 'node:crypto'
import { isRefusal } from '#platform/errors/errors.ts'
import type { Scope } from '#platform/data/scope.ts'
import { decrypt, encrypt } from '#platform/keys/keyring.ts'
import { recipientBehind } from '#privacy'
import { mailboxConnector } from './connector.ts'
import { db } from './data.ts'

/** How an organisation hears of its mails; without the secrets. */
export type SetUp = {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly hasPassword: boolean
  readonly folder: string
  readonly returnPath: string
  /** Whether the mailbox is read and named on envelopes. */
  readonly active: boolean
  readonly uidValidity: string
  readonly lastUid: number
  readonly checkedAt: Temporal.Instant | null
  readonly problem: string
  readonly hasWebhook: boolean
  /** Which provider tells in its own format; none where empty. */
  readonly provider: string
  readonly measures: boolean
}

const NONE: SetUp = {
  host: '',
  port: 993,
  username: '',
  hasPassword: false,
  folder: 'INBOX',
  returnPath: '',
  active: false,
  uidValidity: '',
  lastUid: 0,
  checkedAt: null,
  problem: '',
  hasWebhook: false,
  provider: '',
  measures: false,
}

// asked for every mail of a batch; within one transaction it is the same
const asked = new WeakMap<Scope<string>['tx'], Promise<SetUp>>()

/** The set-up of the scope's organisation; read once per transaction. */
export function setUpOf(at: Scope<string>): Promise<SetUp> {
  const known = asked.get(at.tx)
  if (known) return known
  const read = readSetUp(at)
  asked.set(at.tx, read)
  return read
}

async function readSetUp(at: Scope<string>): Promise<SetUp> {
  const row = await db(at).selectFrom('mail_feedback').selectAll().executeTakeFirst()
  if (!row) return NONE
  return {
    host: row.host,
    port: row.port,
    username: row.username,
    hasPassword: row.password !== null,
    folder: row.folder,
    returnPath: row.return_path,
    active: row.active && (await isAllowed(at)),
    uidValidity: row.uid_validity,
    lastUid: Number(row.last_uid),
    checkedAt: row.checked_at,
    problem: row.problem,
    hasWebhook: row.webhook_secret !== null,
    provider: row.provider_secret === null ? '' : row.provider,
    measures: row.measures,
  }
}

/** Whether the company behind the mailbox stands in the register of processors and is switched on there. */
export const isAllowed = (at: Scope<string>): Promise<boolean> =>
  recipientBehind(at, mailboxConnector).then(
    () => true,
    (error: unknown) => {
      if (isRefusal(error, 'privacy.connector-off')) return false
      throw error
    },
  )

type Columns = Partial<{
  host: string
  port: number
  username: string
  password: Buffer | null
  folder: string
  return_path: string
  active: boolean
  uid_validity: string
  last_uid: number
  checked_at: Temporal.Instant | null
  problem: string
  webhook_secret: Buffer | null
  provider: string
  provider_secret: Buffer | null
  measures: boolean
}>

/** Changes what is given and leaves the rest. */
export async function change(at: Scope<string>, columns: Columns): Promise<void> {
  asked.delete(at.tx)
  await db(at)
    .insertInto('mail_feedback')
    .values({ organisation_id: at.organisation.id, ...columns })
    .onConflict((conflict) => conflict.column('organisation_id').doUpdateSet(columns))
    .execute()
}

const keyOf = (at: Scope<string>) => at.keys.organisationFor('mail feedback')
const context = (at: Scope<string>, what: string) => `${what} of ${at.organisation.id}`

/** The password sealed for storing. */
export const sealedPassword = async (at: Scope<string>, password: string): Promise<Buffer> =>
  encrypt(await keyOf(at), Buffer.from(password), context(at, 'mailbox password'))

export async function passwordOf(at: Scope<string>): Promise<string | undefined> {
  const row = await db(at).selectFrom('mail_feedback').select('password').executeTakeFirst()
  if (!row?.password) return undefined
  return decrypt(await keyOf(at), row.password, context(at, 'mailbox password')).toString()
}

const SECRET = 32

/** Makes a new secret for the webhook; whoever has the old one is not heard any more. @returns it, to be shown once */
export async function newWebhookSecret(at: Scope<string>): Promise<string> {
  const secret = randomBytes(SECRET)
  await change(at, { webhook_secret: encrypt(await keyOf(at), secret, context(at, 'webhook secret')) })
  return `whsec_${secret.toString('base64')}`
}

export async function webhookSecretOf(at: Scope<string>): Promise<Buffer | undefined> {
  const row = await db(at).selectFrom('mail_feedback').select('webhook_secret').executeTakeFirst()
  if (!row?.webhook_secret) return undefined
  return decrypt(await keyOf(at), row.webhook_secret, context(at, 'webhook secret'))
}

/** Keeps which provider tells in its own format, with the key or password of its calls. */
export async function setFeedbackProvider(at: Scope<string>, provider: string, secret: string): Promise<void> {
  const sealed = encrypt(await keyOf(at), Buffer.from(secret), context(at, `provider secret ${provider}`))
  await change(at, { provider, provider_secret: sealed })
}

export async function feedbackAccessOf(
  at: Scope<string>,
): Promise<{ readonly provider: string; readonly secret: string } | undefined> {
  const row = await db(at).selectFrom('mail_feedback').select(['provider', 'provider_secret']).executeTakeFirst()
  if (!row?.provider_secret) return undefined
  const secret = decrypt(await keyOf(at), row.provider_secret, context(at, `provider secret ${row.provider}`))
  return { provider: row.provider, secret: secret.toString() }
}
