import { type Clock, systemClock } from '#platform/clock/clock.ts'
import { refuse } from '#platform/errors/errors.ts'
import type { Scope } from '#platform/data/scope.ts'
import { decrypt, encrypt } from '#platform/keys/keyring.ts'
import { recipientsNow, record } from '#privacy'
import { CONNECTIONS, type Server, smtpTransport } from '../transport.ts'
import { ownMailServer, sendersDb } from './data.ts'
import type { Finding } from './dns-rules.ts'
import { reportOn } from './dns.ts'
import { keysOf, letSign, makeKey, publicKeys, seen, signingKeys } from './keys.ts'
import type { Sender } from './lot.ts'
import type { Transport } from './outgoing.ts'
import type { ReadTexts } from './dns-rules.ts'

/** What the installation brings for sending. */
export type MailHouse = {
  readonly transport: Transport | undefined
  readonly from: string
  readonly connections?: number | undefined
  readonly perMinute?: number | undefined
  readonly domainPerMinute?: number | undefined
  /** Organisations may name servers in a private network. */
  readonly privateServers?: boolean
  readonly clock?: Clock
}

const passwordContext = (organisation: string) => `mail server of ${organisation}`
const sealingKey = (at: Scope<string>) => at.keys.organisationFor('mail server')

export const senderRow = (at: Scope<string>) => sendersDb(at).selectFrom('mail_senders').selectAll().executeTakeFirst()
export type SenderRow = NonNullable<Awaited<ReturnType<typeof senderRow>>>

/** Whether the organisation's own server stands in its register of processors and is switched on there. */
export const serverIsOn = async (at: Scope<string>): Promise<boolean> =>
  (await recipientsNow(at)).some(({ id }) => id === ownMailServer.recipient)

/** How the organisation's own server is spoken to, its password opened. */
export async function ownServer(at: Scope<string>, row: SenderRow, house: MailHouse): Promise<Server> {
  const pass = row.password
    ? decrypt(await sealingKey(at), row.password, passwordContext(at.organisation.id)).toString()
    : ''
  return {
    host: row.host,
    port: row.port,
    security: row.security === 'tls' ? 'tls' : 'starttls',
    connections: house.connections ?? CONNECTIONS,
    guarded: house.privateServers !== true,
    ...(row.username === '' ? {} : { auth: { user: row.username, pass } }),
  }
}

type Held = { readonly version: number; readonly transport: Transport & { close(): void } }

/** Finds who sends for an organisation; keeps its server's connections as long as nothing about it changes. */
export function sendersOf(house: MailHouse) {
  const held = new Map<string, Held>()
  const limits = { connections: house.connections ?? CONNECTIONS }
  const common = { ...limits, perMinute: house.perMinute, domainPerMinute: house.domainPerMinute }
  const shared = (from: string, keys: Sender['keys'] = []): Sender | undefined =>
    house.transport && { server: 'house', transport: house.transport, from, keys, limits: common }

  return {
    async senderOf(at: Scope<string>): Promise<Sender | undefined> {
      const row = await senderRow(at)
      if (!row?.address_active) return shared(house.from)
      const keys = await signingKeys(at, row.domain)
      // the contract with its company ended: its server gets nothing more, and the mails go on by the installation's
      if (!row.server_active || !(await serverIsOn(at))) return shared(row.address, keys)
      const known = held.get(at.organisation.id)
      if (known?.version !== row.version) {
        known?.transport.close()
        held.set(at.organisation.id, {
          version: row.version,
          transport: smtpTransport(await ownServer(at, row, house), house.clock ?? systemClock),
        })
      }
      return {
        server: at.organisation.id,
        transport: held.get(at.organisation.id)!.transport,
        from: row.address,
        keys,
        limits: {
          ...limits,
          perMinute: row.per_minute ?? undefined,
          domainPerMinute: row.domain_per_minute ?? undefined,
        },
      }
    },
    close(): void {
      for (const { transport } of held.values()) transport.close()
      held.clear()
    },
  }
}

/** Names the address that mails shall come from; it is used once the DNS of its domain shows a key of ours. */
export async function nameAddress(at: Scope<string>, entered: string): Promise<void> {
  const [, local = '', host = ''] = /^(.*)@([^@]*)$/.exec(entered) ?? []
  const domain = host.toLowerCase()
  const address = `${local}@${domain}`
  const before = await senderRow(at)
  const same = before?.domain === domain
  await sendersDb(at)
    .insertInto('mail_senders')
    .values({ organisation_id: at.organisation.id, address, domain, changed_at: at.now })
    .onConflict((conflict) =>
      conflict.column('organisation_id').doUpdateSet((set) => ({
        address,
        domain,
        changed_at: at.now,
        version: set('mail_senders.version', '+', 1),
        ...(same ? {} : { address_active: false, server_active: false, report: null, checked_at: null }),
      })),
    )
    .execute()
  if ((await keysOf(at, domain)).every(({ algorithm, state }) => algorithm !== 'rsa' || state === 'leaving'))
    await makeKey(at, domain, 'rsa')
  await record(at, 'mail.sender-named', {})
}

/** Asks the DNS about the domain, and keeps what it said. @returns the findings */
export async function checkDomain(at: Scope<string>, read: ReadTexts, mechanism: string): Promise<void> {
  const row = await ownRow(at)
  const keys = await keysOf(at, row.domain)
  const report = await reportOn(row.domain, publicKeys(keys), row.server_active ? '' : mechanism, read)
  await seen(
    at,
    report.dkim.filter(shows).map(({ key }) => key),
  )
  await sendersDb(at).updateTable('mail_senders').set({ report, checked_at: at.now }).execute()
}

const shows = ({ state }: Finding) => state === 'good' || state === 'weak'

const ownRow = async (at: Scope<string>): Promise<SenderRow> => {
  const row = await senderRow(at)
  if (!row) throw refuse('messages.no-sender', 'conflict')
  return row
}

/**
 * Lets mails come from the organisation's address.
 * @throws Refusal messages.key-not-seen while the DNS shows none of its keys: nobody sends in another's name
 */
export async function useAddress(at: Scope<string>): Promise<void> {
  const row = await ownRow(at)
  const keys = await keysOf(at, row.domain)
  for (const key of keys) {
    const alone = !keys.some(({ state, algorithm }) => state === 'signing' && algorithm === key.algorithm)
    if (key.state === 'coming' && key.seen_at && alone) await letSign(at, key.id)
  }
  if ((await signingKeys(at, row.domain)).length === 0) throw refuse('messages.key-not-seen', 'conflict')
  await change(at, { address_active: true }, 'mail.sender-used')
}

/** Mails come from the installation's address again. */
export const leaveAddress = (at: Scope<string>) =>
  change(at, { address_active: false, server_active: false }, 'mail.sender-left')

export type ServerWish = Pick<
  SenderRow,
  'host' | 'port' | 'security' | 'username' | 'per_minute' | 'domain_per_minute'
> & {
  /** undefined: as it is. */
  readonly password: string | undefined
}

/** Stores the organisation's own server; it is off until a test mail went through it. */
export async function nameServer(at: Scope<string>, { password, ...wish }: ServerWish): Promise<void> {
  await ownRow(at)
  const sealed =
    password === undefined
      ? {}
      : {
          password:
            password === ''
              ? null
              : encrypt(await sealingKey(at), Buffer.from(password), passwordContext(at.organisation.id)),
        }
  await change(at, { ...wish, ...sealed, server_active: false, tested: '', tested_at: null }, 'mail.server-named')
}

/** @throws Refusal messages.server-untested, or privacy.connector-off without its entry in the register of processors */
export async function useServer(at: Scope<string>): Promise<void> {
  const row = await ownRow(at)
  if (!row.address_active) throw refuse('messages.key-not-seen', 'conflict')
  if (row.host === '' || row.tested !== 'ok') throw refuse('messages.server-untested', 'conflict')
  if (!(await serverIsOn(at))) throw refuse('messages.server-not-registered', 'conflict')
  await change(at, { server_active: true }, 'mail.server-used')
}

export const leaveServer = (at: Scope<string>) => change(at, { server_active: false }, 'mail.server-left')

type Changes = Partial<Omit<SenderRow, 'organisation_id' | 'version' | 'changed_at'>>

async function change(at: Scope<string>, changes: Changes, kind: string): Promise<void> {
  await sendersDb(at)
    .updateTable('mail_senders')
    .set((set) => ({ ...changes, changed_at: at.now, version: set('version', '+', 1) }))
    .execute()
  await record(at, kind, {})
}
