import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { isRefusal, refuse } from '#platform/errors/errors.ts'
import { decrypt, encrypt } from '#platform/keys/keyring.ts'
import { recipientBehind } from '#privacy'
import { mailboxConnector } from './connector.ts'
import { type Afterwards, db, type Keeps, type MailboxRow, type MailFolderRow } from './data.ts'

/** Told when mailboxes or folders are set up otherwise, so that who watches them hears of it. */
export const MAILBOXES = 'document-mailboxes'

/** A mailbox without its secret. */
export type SetUp = Omit<MailboxRow, 'organisation_id' | 'password' | 'mail_key'>
/** A folder of a mailbox that documents come from. */
export type FolderSetUp = Omit<
  MailFolderRow,
  'organisation_id' | 'keeps' | 'afterwards' | 'watcher' | 'watched_until'
> & { readonly keeps: Keeps; readonly afterwards: Afterwards }

const shown = [
  'id',
  'name',
  'host',
  'port',
  'username',
  'oauth_endpoint',
  'oauth_client',
  'oauth_scope',
  'active',
  'problem',
  'created_at',
] as const
const shownFolder = [
  'id',
  'mailbox_id',
  'archive_id',
  'path',
  'automatic',
  'keeps',
  'afterwards',
  'problem',
  'waiting',
  'checked_at',
] as const

export const mailboxesOf = (at: Scope<string>): Promise<SetUp[]> =>
  db(at).selectFrom('document_mailboxes').select(shown).orderBy('name').orderBy('id').execute()

export async function foldersOf(at: Scope<string>, mailbox?: string): Promise<FolderSetUp[]> {
  const all = db(at).selectFrom('document_mail_folders').select(shownFolder).orderBy('path')
  const rows = await (mailbox === undefined ? all : all.where('mailbox_id', '=', mailbox)).execute()
  return rows as FolderSetUp[]
}

/** @throws Refusal documents.no-such-mailbox */
export async function mailboxWith(at: Scope<string>, id: string): Promise<SetUp> {
  const row = await db(at).selectFrom('document_mailboxes').select(shown).where('id', '=', id).executeTakeFirst()
  if (!row) throw refuse('documents.no-such-mailbox', 'not-found')
  return row
}

/** @throws Refusal documents.no-such-mailbox */
export async function folderWith(at: Scope<string>, id: string): Promise<FolderSetUp> {
  const row = await db(at)
    .selectFrom('document_mail_folders')
    .select(shownFolder)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw refuse('documents.no-such-mailbox', 'not-found')
  return row as FolderSetUp
}

/** Whether the company behind the mailboxes stands in the register of processors and is switched on there. */
export const isAllowed = (at: Scope<string>): Promise<boolean> =>
  recipientBehind(at, mailboxConnector).then(
    () => true,
    (error: unknown) => {
      if (isRefusal(error, 'privacy.connector-off')) return false
      throw error
    },
  )

export type MailboxWish = Pick<SetUp, 'name' | 'host' | 'port' | 'username' | 'active'> & {
  /** Empty: it is entered with a password. */
  readonly oauth_endpoint?: string
  readonly oauth_client?: string
  readonly oauth_scope?: string
  /** Of the mailbox, or the secret of the application. Left out: the one that is stored stays. */
  readonly password?: string | undefined
  /** Left out: the one that is stored stays. Empty: the application signs in as itself. */
  readonly refresh?: string | undefined
}
/** What nobody is shown: the password, or what tokens are asked for with. */
export type Secrets = { readonly secret: string; readonly refresh: string }

/** Stores a mailbox, a new one without `id`. @returns its id */
export async function keepMailbox(at: Scope<string>, given: MailboxWish, id?: string): Promise<string> {
  const { password, refresh, ...named } = given
  const wish = { ...named, oauth_endpoint: named.oauth_endpoint ?? '' }
  const secrets = { secret: password ?? '', refresh: refresh ?? '' }
  at.tell(MAILBOXES)
  if (id === undefined) {
    const made = randomUUID()
    await db(at)
      .insertInto('document_mailboxes')
      .values({
        organisation_id: at.organisation.id,
        id: made,
        ...wish,
        password: await sealed(at, made, wish, secrets),
        created_at: at.now,
      })
      .execute()
    return made
  }
  await turnOfTokens(at, id)
  const before = await secretsOf(at, id)
  const next = { secret: password ?? before.secret, refresh: refresh ?? before.refresh }
  await db(at)
    .updateTable('document_mailboxes')
    .set({ ...wish, password: await sealed(at, id, wish, next), problem: '' })
    .where('id', '=', id)
    .execute()
  return id
}

/** Takes a mailbox and its folders out of the set-up; what was filed from it stays. */
export async function removeMailbox(at: Scope<string>, id: string): Promise<void> {
  at.tell(MAILBOXES)
  await db(at).deleteFrom('document_mailboxes').where('id', '=', id).execute()
}

export type FolderWish = Pick<FolderSetUp, 'archive_id' | 'path' | 'automatic' | 'keeps' | 'afterwards'>

/** Names a folder of a mailbox, or changes what becomes of its mails. @returns its id */
export async function keepFolder(at: Scope<string>, mailbox: string, wish: FolderWish): Promise<string> {
  at.tell(MAILBOXES)
  const row = await db(at)
    .insertInto('document_mail_folders')
    .values({ organisation_id: at.organisation.id, id: randomUUID(), mailbox_id: mailbox, ...wish })
    .onConflict((conflict) =>
      conflict.columns(['organisation_id', 'mailbox_id', 'path']).doUpdateSet({ ...wish, problem: '' }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function removeFolder(at: Scope<string>, id: string): Promise<void> {
  at.tell(MAILBOXES)
  await db(at).deleteFrom('document_mail_folders').where('id', '=', id).execute()
}

/** Notes how a folder was found; for who reads it. */
export async function noteFolder(
  at: Scope<string>,
  id: string,
  found: { problem: string; waiting?: number; checked_at?: Temporal.Instant },
): Promise<void> {
  await db(at).updateTable('document_mail_folders').set(found).where('id', '=', id).execute()
}

const keyOf = (at: Scope<string>) => at.keys.organisationFor('document mailboxes')
const context = (at: Scope<string>, id: string) => `password of ${id} of ${at.organisation.id}`

const sealed = async (
  at: Scope<string>,
  id: string,
  { oauth_endpoint }: { readonly oauth_endpoint: string },
  { secret, refresh }: Secrets,
): Promise<Buffer> => {
  const text = oauth_endpoint === '' ? secret : JSON.stringify({ secret, refresh })
  return encrypt(await keyOf(at), Buffer.from(text), context(at, id))
}

/** What a mailbox is entered with; never shown to anybody. @throws Refusal documents.no-such-mailbox */
export async function secretsOf(at: Scope<string>, id: string): Promise<Secrets> {
  const row = await db(at)
    .selectFrom('document_mailboxes')
    .select(['password', 'oauth_endpoint'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw refuse('documents.no-such-mailbox', 'not-found')
  const text = decrypt(await keyOf(at), row.password, context(at, id)).toString()
  return row.oauth_endpoint === '' ? { secret: text, refresh: '' } : (JSON.parse(text) as Secrets)
}

/** Until its transaction ends nobody else asks for tokens of this mailbox, or changes with what they are asked for. */
export const turnOfTokens = (at: Scope<string>, id: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`belegt.mailbox-tokens:${at.organisation.id} ${id}`}, 0))`.execute(
    db(at),
  )

/** Keeps the refresh token that came with the last token; whoever does it has its turn. */
export async function keepRefresh(at: Scope<string>, id: string, secrets: Secrets): Promise<void> {
  const { oauth_endpoint } = await mailboxWith(at, id)
  const password = await sealed(at, id, { oauth_endpoint }, secrets)
  await db(at).updateTable('document_mailboxes').set({ password }).where('id', '=', id).execute()
}
