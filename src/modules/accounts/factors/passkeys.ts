import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import type { House, Scope } from '#platform/data/scope.ts'
import { seal } from '#platform/keys/sealed.ts'
import { uuidBytes } from '#platform/keys/uuid.ts'
import { db, passkeys } from '../data.ts'
import { fromText, newTicket, spend, ticketAge, type TicketUse } from './tickets.ts'

/** Weighs 40 MB and a third of a second: only who uses a passkey waits for it. */
const library = () => import('@simplewebauthn/server')

/** A browser asks for the finger or the code of the device in this time; so long a page's challenge counts. */
const CHALLENGE_SECONDS = 10 * 60
export const MOST_PASSKEYS = 20
const NAME = 60
/** Ed25519, ES256, RS256 (COSE): what every device can. Left to itself the library asks the engine for an experimental one. */
const ALGORITHMS = [-8, -7, -257]

/** Where this installation's passkeys belong: a browser offers them to this host only, and says from where it answers. */
const place = (house: House) => {
  const url = new URL(house.publicUrl)
  return { rpID: url.hostname, origin: url.origin }
}

const use = (what: 'sign-in' | 'add', account: string): TicketUse => ({ use: `passkey ${what}`, about: account })
const bytesOf = (buffer: Buffer) => new Uint8Array(buffer)
const transportsOf = (row: { transports: readonly string[] }) => row.transports as AuthenticatorTransport[]

const idsOf = (there: Scope<string>, account: string) =>
  db(there).selectFrom('passkeys').select(['credential_id', 'transports']).where('account_id', '=', account).execute()

/** What the browser needs to make a passkey for this account, as JSON. Changes nothing. */
export async function offerToAdd(there: Scope<string>, house: House, account: string, mail: string): Promise<string> {
  const known = await idsOf(there, account)
  const { generateRegistrationOptions } = await library()
  const options = await generateRegistrationOptions({
    rpName: there.organisation.name,
    rpID: place(house).rpID,
    userID: bytesOf(uuidBytes(account)),
    userName: mail,
    challenge: bytesOf(await newTicket(there, use('add', account))),
    attestationType: 'none', // who made the device is nobody's business
    excludeCredentials: known.map((row) => ({
      id: row.credential_id.toString('base64url'),
      transports: transportsOf(row),
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
    timeout: CHALLENGE_SECONDS * 1000,
  })
  return JSON.stringify(options)
}

/** What the browser needs to answer with a passkey; with an account, one of its own. As JSON; changes nothing. */
export async function offerToAnswer(there: Scope<string>, house: House, account = ''): Promise<string> {
  const allowed = account === '' ? [] : await idsOf(there, account)
  const ticket = await newTicket(there, use('sign-in', account))
  const options: PublicKeyCredentialRequestOptionsJSON = {
    rpId: place(house).rpID,
    challenge: ticket.toString('base64url'),
    allowCredentials: allowed.map((row) => ({
      id: row.credential_id.toString('base64url'),
      type: 'public-key',
      transports: transportsOf(row),
    })),
    userVerification: 'required',
    timeout: CHALLENGE_SECONDS * 1000,
  }
  return JSON.stringify(options)
}

/** A challenge is ours, young enough and used up by this. */
const takes = (there: Scope<string>, wanted: TicketUse) => async (challenge: string) => {
  const ticket = fromText(challenge)
  if ((await ticketAge(there, wanted, ticket, CHALLENGE_SECONDS)) === undefined) return false
  return spend(there, ticket, CHALLENGE_SECONDS)
}

/** The library throws for whatever is wrong with an answer: another origin, another host, a counter that went back. */
async function judged<T extends { verified: boolean }>(work: Promise<T>): Promise<T | undefined> {
  try {
    const outcome = await work
    return outcome.verified ? outcome : undefined
  } catch {
    return undefined
  }
}

function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer)
  } catch {
    return undefined
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Stores a passkey that the browser has made. @returns why not */
export async function addPasskey(
  there: Scope<string>,
  house: House,
  given: { readonly account: string; readonly answer: string; readonly name: string },
): Promise<'added' | 'wrong' | 'too-many'> {
  const { account } = given
  const response = parsed(given.answer) as RegistrationResponseJSON | undefined
  if (!response || typeof response !== 'object') return 'wrong'
  if ((await idsOf(there, account)).length >= MOST_PASSKEYS) return 'too-many'
  const { rpID, origin } = place(house)
  const { verifyRegistrationResponse } = await library()
  const checked = await judged(
    verifyRegistrationResponse({
      response,
      expectedChallenge: takes(there, use('add', account)),
      expectedOrigin: origin,
      expectedRPID: rpID,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    }),
  )
  const info = checked?.registrationInfo
  if (!info) return 'wrong'
  const made = await db(there)
    .insertInto('passkeys')
    .values({
      organisation_id: there.organisation.id,
      id: randomUUID(),
      account_id: account,
      credential_id: Buffer.from(info.credential.id, 'base64url'),
      public_key: Buffer.from(info.credential.publicKey),
      counter: info.credential.counter,
      transports: (info.credential.transports ?? []).slice(0, 8).map((one) => String(one).slice(0, 20)),
      name: await seal(there, passkeys, 'name', account, given.name.slice(0, NAME)),
      backed_up: info.credentialBackedUp,
      created_at: there.now,
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'credential_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return made ? 'added' : 'wrong'
}

/**
 * Whose passkey has answered, verified by finger, face or code of the device: two factors in one. With an account, only
 * one of its own counts. Undefined for anything else: another origin, an old or used challenge, a counter that went back.
 */
export async function usesPasskey(
  there: Scope<string>,
  house: House,
  answer: string,
  account = '',
): Promise<string | undefined> {
  const response = parsed(answer) as AuthenticationResponseJSON | undefined
  const id = Buffer.from(text(response?.id).slice(0, 2_000), 'base64url')
  if (!response || id.length === 0) return undefined
  const row = await db(there)
    .selectFrom('passkeys')
    .innerJoin('accounts', (join) =>
      join
        .onRef('accounts.organisation_id', '=', 'passkeys.organisation_id')
        .onRef('accounts.id', '=', 'passkeys.account_id'),
    )
    .select(['passkeys.id', 'passkeys.account_id', 'public_key', 'counter', 'transports'])
    .where('credential_id', '=', id)
    .where('accounts.state', '=', 'active')
    .$if(account !== '', (query) => query.where('passkeys.account_id', '=', account))
    .forUpdate()
    .executeTakeFirst()
  if (!row) return undefined
  const { rpID, origin } = place(house)
  const { verifyAuthenticationResponse } = await library()
  const checked = await judged(
    verifyAuthenticationResponse({
      response,
      expectedChallenge: takes(there, use('sign-in', account)),
      expectedOrigin: origin,
      expectedRPID: rpID,
      requireUserVerification: true,
      credential: {
        id: id.toString('base64url'),
        publicKey: bytesOf(row.public_key),
        counter: Number(row.counter),
        transports: transportsOf(row),
      },
    }),
  )
  if (!checked) return undefined
  const { newCounter, credentialBackedUp } = checked.authenticationInfo
  await db(there)
    .updateTable('passkeys')
    .set({
      counter: sql<number>`greatest(counter, ${newCounter})`,
      backed_up: credentialBackedUp,
      last_used_at: there.now,
    })
    .where('id', '=', row.id)
    .execute()
  return row.account_id
}
