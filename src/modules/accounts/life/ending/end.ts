import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Organisation } from '#platform/data/organisations.ts'
import { tables } from '#platform/data/query-builder.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { forgetOrganisationKeys } from '#platform/keys/ring.ts'
import { open } from '#platform/keys/sealed.ts'
import { tokenFor } from '#platform/keys/token.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { eraseOrganisation, erasePeople, mergeAndPublish, mustWaitToErase } from '#privacy'
import { closeAccount } from '../../actions/roster.ts'
import { db as accountsDb, membership } from '../../data.ts'
import { inOrganisation, operatorOf } from '../../elsewhere.ts'
import type { Ports } from '../../ports.ts'
import { db } from '../data.ts'
import { placesOfAccount } from '../own/places.ts'
import { noteWorks } from '../own/works-for.ts'
import { mainsOf } from './actions.ts'
import { certificateMail } from './mails.ts'
import { LAST_DAYS } from './rules.ts'

const raw = tables({})
const actor = { kind: 'system', job: 'accounts.organisation-ends' } as const
export const END_USE = 'deletion certificate'

const atOperator = async <T>(house: House, work: (at: Scope<'accounts.membership'>) => Promise<T>): Promise<T> =>
  inScope(house, { organisation: await operatorOf(house), actor, purpose: membership }, work)

/** Notes what is to be done, so that it goes on after an interruption, and closes the accounts that go with it. */
async function begin(house: House, organisation: Organisation): Promise<void> {
  await atOperator(house, async (at) => {
    const operator = at.organisation.id
    const made = await db(at)
      .insertInto('organisation_ends')
      .values({
        organisation_id: operator,
        id: randomUUID(),
        ended_id: organisation.id,
        name: organisation.name,
        language: organisation.languages[0] ?? 'de',
        cancelled_at: organisation.cancelled_at ?? at.now,
        step: 'begun',
        ended_at: at.now,
      })
      .onConflict((conflict) => conflict.columns(['organisation_id', 'ended_id']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!made) return
    const people = await inOrganisation(at, house, organisation, (there) =>
      accountsDb(there).selectFrom('members').select(['account_id', 'role']).where('left_at', 'is', null).execute(),
    )
    for (const { account_id: account, role } of people) {
      const others = (await placesOfAccount(at, house, account)).filter(
        (one) => one.organisation.id !== organisation.id,
      )
      await noteWorks(at, house, account, { works: false, organisation: organisation.id })
      const [closes, told] = [others.length === 0, role === 'main-administrator']
      if (!closes && !told) continue
      await db(at)
        .insertInto('end_recipients')
        .values({
          organisation_id: operator,
          id: randomUUID(),
          account_id: account,
          ended_id: organisation.id,
          closes,
          told,
          created_at: at.now,
        })
        .onConflict((conflict) => conflict.columns(['organisation_id', 'ended_id', 'account_id']).doNothing())
        .execute()
      if (closes) await closeAccount(at, house, account)
    }
  })
}

type End = { readonly id: string; readonly ended_id: string; readonly name: string; readonly language: string }

/** The accounts that belonged to nobody else; those who are told keep theirs until the mail has left. */
async function eraseAccounts(house: House, told: boolean, before?: Temporal.Instant, ended?: string): Promise<void> {
  await atOperator(house, async (at) => {
    const rows = await db(at)
      .selectFrom('end_recipients')
      .select(['id', 'account_id'])
      .where('closes', '=', true)
      .where('told', '=', told)
      .$if(before !== undefined, (query) => query.where('created_at', '<=', before as Temporal.Instant))
      .$if(ended !== undefined, (query) => query.where('ended_id', '=', ended ?? ''))
      .execute()
    if (rows.length === 0) return
    await erasePeople(
      at as unknown as Scope<string>,
      rows.map(({ account_id }) => account_id),
      'account-ended',
    )
  })
}

/** The entry about the end in the operator's ledger, with its counts. */
async function leafOf(at: Scope<string>, ended: string) {
  const { rows } = await sql<{ id: string; rows: number; blobs: number }>`
    select id, (body->>'rows')::bigint as rows, (body->>'blobs')::bigint as blobs from ledger_leaves
    where kind = 'organisation.erased' and body->>'organisation' = ${ended} order by at desc limit 1`.execute(raw(at))
  return rows[0]
}

/**
 * Deletes an organisation for good: keys first, then rows, files and its ledger, then its part of every backup, then the
 * accounts that belonged to nobody else. Each step is noted with the operator; called again after an interruption it goes
 * on. Last the certificate goes to those who administered it and to the operator's main administrators.
 */
export async function endOrganisation(house: House, ports: Ports, organisation: Organisation): Promise<void> {
  await begin(house, organisation)
  await goOn(house, ports, organisation.id)
}

/** Goes on with an end that was begun. */
export async function goOn(house: House, ports: Ports, ended: string): Promise<void> {
  const operator = await operatorOf(house)
  house.directory.refresh()
  const organisation = await house.directory.byId(ended)
  if (organisation) await eraseOrganisation(house, organisation, operator)
  forgetOrganisationKeys(house.instanceKey)
  const backups = (await ports.life?.forgetBackups?.(house, ended)) ?? 0
  await eraseAccounts(house, false, undefined, ended)
  await atOperator(house, async (at) => {
    const leaf = await leafOf(at, ended)
    await db(at)
      .updateTable('organisation_ends')
      .set({ step: 'erased', leaf_id: leaf?.id ?? null, rows: leaf?.rows ?? 0, files: leaf?.blobs ?? 0, backups })
      .where('ended_id', '=', ended)
      .where('step', '=', 'begun')
      .execute()
  })
  await mergeAndPublish(house, operator)
  await atOperator(house, (at) => tell(at, house, ports, ended))
}

/** Queues the certificate's mails, once. */
async function tell(at: Scope<'accounts.membership'>, house: House, ports: Ports, ended: string): Promise<void> {
  const end = await db(at)
    .updateTable('organisation_ends')
    .set({ step: 'told' })
    .where('ended_id', '=', ended)
    .where('step', '=', 'erased')
    .returning(['id', 'ended_id', 'name', 'language', 'ended_at'])
    .executeTakeFirst()
  if (!end) return
  const language = end.language as Language
  const link = `${house.publicUrl}${language === 'en' ? '/en' : ''}/loeschnachweis/${await tokenFor(at, END_USE, end.id)}`
  const values = { geloescht: end.name, tag: format(language, at.organisation.zone).date(end.ended_at), nachweis: link }
  const seen = new Set<string>()
  for (const { account, name, mail } of [...(await toldOf(at, end)), ...(await mainsOf(at))]) {
    if (seen.has(account)) continue
    seen.add(account)
    const content = await ports.composeMail(at, certificateMail, { language, values: { ...values, name } })
    await ports.sendMail(at, {
      person: account,
      to: mail,
      cause: randomUUID(),
      kind: certificateMail.kind,
      version: 1,
      content,
    })
  }
}

async function toldOf(at: Scope<'accounts.membership'>, { ended_id }: End) {
  const rows = await db(at)
    .selectFrom('end_recipients')
    .select('account_id')
    .where('ended_id', '=', ended_id)
    .where('told', '=', true)
    .execute()
  if (rows.length === 0) return []
  const accounts = await accountsDb(at)
    .selectFrom('accounts')
    .select(['id', 'name', 'mail'])
    .where(
      'id',
      'in',
      rows.map(({ account_id }) => account_id),
    )
    .execute()
  const told: { account: string; name: string; mail: string }[] = []
  for (const row of accounts) {
    const mail = await open(at, row.mail)
    if (mail) told.push({ account: row.id, name: (await open(at, row.name)) ?? '', mail })
  }
  return told
}

/** A clock that jumped ahead ends nobody: after nights without a deletion run there is a day to put it right. */
const waits = (house: House, organisation: Organisation): Promise<boolean> =>
  inScope(house, { organisation, actor, purpose: membership, readOnly: true }, mustWaitToErase)

/** Everything that is due: reminders are not here, they are the organisation's own. One trouble stops no other end. */
export async function endWhatIsDue(house: House, ports: Ports): Promise<void> {
  const failures: unknown[] = []
  const now = house.clock.now()
  const attempt = async (work: () => Promise<void>) => work().catch((error: unknown) => failures.push(error))
  const begun = await atOperator(house, (at) =>
    db(at).selectFrom('organisation_ends').select('ended_id').where('step', '<>', 'told').execute(),
  )
  for (const { ended_id } of begun) await attempt(() => goOn(house, ports, ended_id))
  house.directory.refresh()
  for (const organisation of await house.directory.all()) {
    const { ends_at, state } = organisation
    if (state === 'active' && ends_at && Temporal.Instant.compare(ends_at, now) <= 0)
      await attempt(async () => {
        if (!(await waits(house, organisation))) await endOrganisation(house, ports, organisation)
      })
  }
  await attempt(() => eraseAccounts(house, true, now.subtract({ hours: 24 * LAST_DAYS })))
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} ends of organisations failed`)
}

/** Forgets that an organisation ended; for those that were invented for a check. The ledger's entry stays. */
export const forgetEnd = (house: House, ended: string): Promise<unknown> =>
  atOperator(house, async (at) => {
    await db(at).deleteFrom('end_recipients').where('ended_id', '=', ended).execute()
    await db(at).deleteFrom('organisation_ends').where('ended_id', '=', ended).execute()
  })
