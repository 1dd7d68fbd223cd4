import { sql, type Kysely } from 'kysely'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import type { Selected } from '#platform/data/table.ts'
import type { Agent } from '#platform/http/agent.ts'
import type { Identity } from '#platform/http/frame.ts'
import { keyring } from '#platform/keys/ring.ts'
import { open } from '#platform/keys/sealed.ts'
import { IDLE_HOURS, markMoved, touchSession } from './actions/sessions.ts'
import { worksElsewhere } from './life/own/works-for.ts'
import { db, type members, signingIn } from './data.ts'
import { operatorOf } from './elsewhere.ts'
import { isElsewhere } from './factors/rules.ts'
import { hashToken, isToken } from './tokens.ts'

const SEEN_EVERY_SECONDS = 60

/**
 * Who a session's cookie belongs to, and what they are in this organisation; undefined when the session is unknown,
 * ended or idle for too long. Asked of the database at each request, so what was taken away is gone at once.
 */
export async function identify(
  house: House,
  token: string,
  organisation: Organisation,
  agent?: Agent,
): Promise<Identity | undefined> {
  if (!isToken(token)) return undefined
  const operator = await operatorOf(house)
  const actor = { kind: 'system', job: 'accounts.identify' } as const
  const wish = { organisation: operator, actor, purpose: signingIn, readOnly: true } as const
  const found = await inScope(house, wish, async (at) => {
    const run = at.tx as unknown as Kysely<never>
    // The statements leave in one packet: the first hands the account to the third by way of the transaction's actor.
    const [session, , member] = await Promise.all([
      db(at)
        .selectFrom('sessions')
        .innerJoin('accounts', (join) =>
          join
            .onRef('accounts.organisation_id', '=', 'sessions.organisation_id')
            .onRef('accounts.id', '=', 'sessions.account_id'),
        )
        .select(['sessions.id', 'sessions.account_id', 'sessions.last_seen_at', 'sessions.browser', 'strength'])
        .select(['confirmed_at', 'bound_to', 'works_for'])
        .select(sql`set_config('app.actor', sessions.account_id::text, true)`.as('actor'))
        .where('sessions.token_hash', '=', hashToken(token))
        .where('sessions.expires_at', '>', at.now)
        .where('sessions.last_seen_at', '>', at.now.subtract({ hours: IDLE_HOURS }))
        .where('accounts.state', '=', 'active')
        .where((or) => or.or([or('bound_to', 'is', null), or('bound_to', '=', organisation.id)]))
        .executeTakeFirst(),
      sql`select set_config('app.organisation', ${organisation.id}, true)`.execute(run),
      db(at)
        .selectFrom('members')
        .select(['id', 'account_id', 'role', 'name'])
        .select(
          sql<
            { role: string; place: string | null }[] | null
          >`(select jsonb_agg(jsonb_build_object('role', r.role, 'place', r.place_id))
            from member_rights r where r.member_id = members.id)`.as('further'),
        )
        .where(sql<boolean>`account_id::text = current_setting('app.actor')`)
        .where('left_at', 'is', null)
        .executeTakeFirst(),
    ])
    if (!session || member?.account_id !== session.account_id) return session && { session, member: undefined }
    const there = { ...at, organisation, keys: keyring(at.tx, organisation.id, house.instanceKey) }
    const noted = session.bound_to === null ? session.works_for : []
    const elsewhere = await worksElsewhere(at, house, { account: session.account_id, noted, here: organisation })
    return { session, member: { ...(await memberOf(there, member)), ...(elsewhere.length > 0 ? { elsewhere } : {}) } }
  })
  if (!found) return undefined
  const { session, member } = found
  if (agent && session.strength !== 'moved' && isElsewhere(session.browser, agent.browser)) {
    await markMoved(house, session.id)
    return { session: session.id, account: session.account_id, lacks: 'moved' }
  }
  const seen = session.last_seen_at.until(house.clock.now()).total('seconds')
  if (seen >= SEEN_EVERY_SECONDS) await touchSession(house, session.id)
  const lacks =
    session.strength === 'moved'
      ? 'moved'
      : session.strength === 'half'
        ? 'second-step'
        : demandsFactor(organisation, member) && session.strength !== 'two'
          ? 'second-factor'
          : undefined
  return {
    session: session.id,
    account: session.account_id,
    ...(session.confirmed_at ? { confirmed: session.confirmed_at } : {}),
    ...(lacks ? { lacks } : {}),
    ...(member ? { member } : {}),
  }
}

/** Whether any of the member's roles needs a second factor here. */
const demandsFactor = ({ factor_roles: needing }: Organisation, member: Identity['member']): boolean =>
  needing.length > 0 &&
  member !== undefined &&
  [member.role, ...(member.rights ?? []).map(({ role }) => role)].some((role) => needing.includes(role))

type Row = {
  readonly id: string
  readonly role: string
  readonly name: Selected<typeof members>['name']
  readonly further: { readonly role: string; readonly place: string | null }[] | null
}

/** A member as the house knows them: the role first, then what they may beside it. */
async function memberOf(there: Scope<'accounts.signing-in' | 'accounts.membership'>, row: Row) {
  const { id, role, further } = row
  const rights = further && [
    { role },
    ...further.map(({ role: also, place }) => ({ role: also, place: place ?? undefined })),
  ]
  return { id, role, name: (await open(there, row.name)) ?? '', ...(rights ? { rights } : {}) }
}
