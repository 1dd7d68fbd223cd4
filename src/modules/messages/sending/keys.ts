import { createPrivateKey, generateKeyPair, type KeyObject, randomBytes, randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { refuse } from '#platform/errors/errors.ts'
import type { Scope } from '#platform/data/scope.ts'
import { decrypt, encrypt } from '#platform/keys/keyring.ts'
import { record } from '#privacy'
import { sendersDb } from './data.ts'
import type { SigningKey } from './dkim.ts'
import type { PublicKey } from './dns-rules.ts'

export type Algorithm = SigningKey['algorithm']

const making = promisify(generateKeyPair) as unknown as (
  type: Algorithm,
  options: { modulusLength?: number },
) => Promise<{ publicKey: KeyObject; privateKey: KeyObject }>

const context = (organisation: string, id: string) => `dkim key ${id} of ${organisation}`
const sealingKey = (at: Scope<string>) => at.keys.organisationFor('dkim keys')

/** As it stands in the DNS: RSA as SubjectPublicKeyInfo, Ed25519 as its 32 bytes (RFC 6376, 3.6.1; RFC 8463, 4). */
function published(algorithm: Algorithm, key: KeyObject): string {
  const info = key.export({ type: 'spki', format: 'der' })
  return (algorithm === 'rsa' ? info : info.subarray(-32)).toString('base64')
}

/**
 * Makes a key that will sign once the DNS shows it; one of each kind may be on its way.
 * @throws Refusal messages.key-coming
 */
export async function makeKey(at: Scope<string>, domain: string, algorithm: Algorithm): Promise<void> {
  const { publicKey, privateKey } = await making(algorithm, algorithm === 'rsa' ? { modulusLength: 2048 } : {})
  const id = randomUUID()
  const sealed = encrypt(
    await sealingKey(at),
    privateKey.export({ type: 'pkcs8', format: 'der' }),
    context(at.organisation.id, id),
  )
  const made = await sendersDb(at)
    .insertInto('dkim_keys')
    .values({
      organisation_id: at.organisation.id,
      id,
      domain,
      // random, so that no two keys ever share a name and nobody can guess where the next one will stand
      selector: `belegt-${randomBytes(4).toString('hex')}`,
      algorithm,
      public_key: published(algorithm, publicKey),
      private_key: sealed,
      state: 'coming',
      made_at: at.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) throw refuse('messages.key-coming', 'conflict')
  await record(at, 'mail.key-made', { key: id })
}

export const keysOf = (at: Scope<string>, domain: string) =>
  sendersDb(at)
    .selectFrom('dkim_keys')
    .select(['id', 'selector', 'algorithm', 'public_key', 'state', 'seen_at', 'made_at', 'signing_since', 'left_at'])
    .where('domain', '=', domain)
    .orderBy('made_at')
    .orderBy('id')
    .execute()
export type KeyRow = Awaited<ReturnType<typeof keysOf>>[number]

export const publicKeys = (rows: readonly KeyRow[]): PublicKey[] =>
  rows
    .filter(({ state }) => state !== 'leaving')
    .map((row) => ({
      id: row.id,
      selector: row.selector,
      algorithm: row.algorithm as Algorithm,
      publicKey: row.public_key,
    }))

/** Notes which keys the DNS shows. */
export async function seen(at: Scope<string>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sendersDb(at)
    .updateTable('dkim_keys')
    .set({ seen_at: at.now })
    .where('id', 'in', [...ids])
    .execute()
}

/**
 * Lets a key sign from now on; the one of its kind that signed so far stops, and its secret is destroyed. Its record must
 * stay in the DNS for a week, for mails that are still under way.
 * @throws Refusal messages.key-not-seen while the DNS has not shown it
 */
export async function letSign(at: Scope<string>, id: string): Promise<void> {
  const row = await sendersDb(at)
    .selectFrom('dkim_keys')
    .select(['domain', 'algorithm', 'seen_at'])
    .where('id', '=', id)
    .where('state', '=', 'coming')
    .executeTakeFirst()
  if (!row) throw refuse('messages.no-such-key', 'gone')
  if (!row.seen_at) throw refuse('messages.key-not-seen', 'conflict')
  await sendersDb(at)
    .updateTable('dkim_keys')
    .set({ state: 'leaving', private_key: null, left_at: at.now })
    .where('domain', '=', row.domain)
    .where('algorithm', '=', row.algorithm)
    .where('state', '=', 'signing')
    .execute()
  await sendersDb(at)
    .updateTable('dkim_keys')
    .set({ state: 'signing', signing_since: at.now })
    .where('id', '=', id)
    .execute()
  await record(at, 'mail.key-signs', { key: id })
}

/** How long the record of a key that signs no longer stays: mails under way are checked for up to five days. */
export const LEAVING = { hours: 7 * 24 }

/** Forgets a key that was never used, or whose record may go. @throws Refusal messages.key-in-use */
export async function forgetKey(at: Scope<string>, id: string): Promise<void> {
  const gone = await sendersDb(at)
    .deleteFrom('dkim_keys')
    .where('id', '=', id)
    .where((or) =>
      or.or([
        or('state', '=', 'coming'),
        or.and([or('state', '=', 'leaving'), or('left_at', '<=', at.now.subtract(LEAVING))]),
      ]),
    )
    .returning('id')
    .executeTakeFirst()
  if (!gone) throw refuse('messages.key-in-use', 'conflict')
  await record(at, 'mail.key-forgotten', { key: id })
}

/** The keys that sign for a domain now. */
export async function signingKeys(at: Scope<string>, domain: string): Promise<SigningKey[]> {
  const rows = await sendersDb(at)
    .selectFrom('dkim_keys')
    .select(['id', 'selector', 'algorithm', 'private_key'])
    .where('domain', '=', domain)
    .where('state', '=', 'signing')
    .execute()
  if (rows.length === 0) return []
  const key = await sealingKey(at)
  return rows.flatMap((row) => {
    if (!row.private_key) return []
    const der = decrypt(key, row.private_key, context(at.organisation.id, row.id))
    return [
      {
        domain,
        selector: row.selector,
        algorithm: row.algorithm as Algorithm,
        key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
      },
    ]
  })
}
