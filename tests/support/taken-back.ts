// What lets somebody in (links, keys, rights, connections): given, taken back as people do, and what of it holds in a house.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { addMember, signInAs } from '../../src/modules/accounts/index.ts'
import { removeMember } from '../../src/modules/accounts/actions/roster.ts'
import { membership } from '../../src/modules/accounts/data.ts'
import { grantRight, takeRight } from '../../src/modules/accounts/life/rights.ts'
import { withdrawInvitation } from '../../src/modules/accounts/life/invitations.ts'
import { filing } from '../../src/modules/documents/data.ts'
import { endApiKey, makeApiKey } from '../../src/modules/documents/sealing/api-keys.ts'
import { askForFiles, endRequest } from '../../src/modules/documents/working/actions/requests.ts'
import { endShare, shareDocument } from '../../src/modules/documents/working/actions/shares.ts'
import { record } from '../../src/modules/privacy/index.ts'
import { registering } from '../../src/modules/registers/data/index.ts'
import { switchOff } from '../../src/modules/registers/processors/actions.ts'
import { handingOver } from '../../src/modules/rights/answers/data.ts'
import { layReady, takeBackAnswer } from '../../src/modules/rights/answers/hand-over.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { tables } from '../../src/platform/data/query-builder.ts'
import { type House, inScope } from '../../src/platform/data/scope.ts'
import type { TestWeb } from './web.ts'

const raw = tables({})
const boss = { kind: 'member', id: randomUUID(), account: randomUUID(), role: 'main-administrator' } as const

export type Given = {
  readonly share: string
  readonly request: string
  readonly key: string
  readonly answer: string
  readonly member: string
  readonly right: string
  readonly keeper: string
  readonly invitation: string
  readonly connector: string
}

export type Held = { readonly document: string; readonly archive: string; readonly person: string }

/** Everything of it once, named by a word. */
export async function give(web: TestWeb, town: Organisation, held: Held, name: string): Promise<Given> {
  const within = scopesIn(web.house, town)
  const until = web.clock.now().toZonedDateTimeISO('Europe/Berlin').toPlainDate().add({ months: 2 })
  const wish = { documentId: held.document, version: 1, until, password: '' }
  const share = await within(filing, (at) => shareDocument(at, wish))
  const request = await within(filing, (at) =>
    askForFiles(at, { archiveId: held.archive, title: name, until, most: 3 }),
  )
  const { id: key } = await within(filing, (at) =>
    makeApiKey(at, { archiveId: held.archive, name, way: 'command-line' }),
  )
  const { id: answer } = await within(handingOver, (at) =>
    layReady(at, web.house, { persons: [held.person], kind: 'access', language: 'de' }),
  )
  const [gone, keeper] = await Promise.all(
    ['weg', 'bleibt'].map((one) =>
      addMember(web.house, town, { name: one, mail: `${one}.${name}@example.org`, role: 'desk' }),
    ),
  )
  const [member, kept] = [
    await memberOf(web.house, town, gone?.account),
    await memberOf(web.house, town, keeper?.account),
  ]
  await within(membership, (at) => grantRight(at, kept, { role: 'administrator', place: undefined }, []))
  await signInAs(web.house, keeper?.account ?? '')
  const invitation = randomUUID()
  const connector = `sms.${name}`
  return within(membership, async (at) => {
    const { rows } = await sql<{ id: string }>`select id from member_rights where member_id = ${kept}`.execute(raw(at))
    const processor = randomUUID()
    await sql`insert into processors (organisation_id, id, recipient, name, place, task, task_en, role, created_at, changed_at)
      values (${town.id}, ${processor}, ${connector}, 'SMS GmbH', 'Köln', 'SMS', 'SMS', 'processor', ${at.now}, ${at.now})`.execute(
      raw(at),
    )
    await sql`insert into connectors (organisation_id, name, processor_id, switched_on_at)
      values (${town.id}, ${connector}, ${processor}, ${at.now})`.execute(raw(at))
    await sql`insert into invitations (organisation_id, id, account_id, name, mail, mail_exact, language, created_at, expires_at, role, token_hash)
      select ${town.id}, ${invitation}, account_id, name, mail, sha256(mail), 'de', ${at.now}, ${at.now.add({ hours: 500 })}, 'desk',
        sha256(${invitation}::text::bytea) from members where id = ${member}`.execute(raw(at))
    await record(at, 'connector.on', { connector })
    return { share, request, key, answer, member, right: rows[0]?.id ?? '', keeper: kept, invitation, connector }
  })
}

/** The connection and the right once more, as people change their minds. */
export const giveAgain = (web: TestWeb, town: Organisation, given: Given): Promise<void> =>
  scopesIn(web.house, town)(membership, async (at) => {
    await grantRight(at, given.keeper, { role: 'administrator', place: undefined }, [])
    await sql`insert into connectors (organisation_id, name, processor_id, switched_on_at)
      select ${town.id}, ${given.connector}, id, ${at.now} from processors where recipient = ${given.connector}`.execute(
      raw(at),
    )
  })

/** Takes it all back, as people do. */
export async function takeAllBack(house: House, town: Organisation, held: Held, given: Given): Promise<void> {
  const within = scopesIn(house, town)
  await within(filing, async (at) => {
    await endShare(at, held.document, given.share)
    await endRequest(at, given.request)
    await endApiKey(at, given.key)
  })
  await within(handingOver, (at) => takeBackAnswer(at, given.answer))
  await within(membership, async (at) => {
    await removeMember(at, house, given.member)
    await takeRight(at, given.keeper, given.right)
    await withdrawInvitation(at, given.invitation)
  })
  await within(registering, (at) => switchOff(at, given.connector))
}

/** What of it still lets somebody in, by its name. */
export const holds = (house: House, town: Organisation, given: Given): Promise<string[]> =>
  scopesIn(house, town)(membership, async (at) => {
    const { rows } = await sql<{ what: string }>`
      select what from (values
        ('share', exists (select from document_shares where id = ${given.share} and ended_at is null and wrapped is not null)),
        ('request', exists (select from document_requests where id = ${given.request} and ended_at is null)),
        ('key', exists (select from document_api_keys where id = ${given.key} and ended_at is null)),
        ('answer', exists (select from rights_answers where id = ${given.answer} and expires_at > ${at.now})),
        ('member', exists (select from members where id = ${given.member} and left_at is null)),
        ('keeper', exists (select from members where id = ${given.keeper} and left_at is null)),
        ('right', exists (select from member_rights where member_id = ${given.keeper})),
        ('invitation', exists (select from invitations where id = ${given.invitation} and withdrawn_at is null)),
        ('connector', exists (select from connectors where name = ${given.connector}))) as one (what, is_so)
      where is_so order by what`.execute(raw(at))
    return rows.map(({ what }) => what)
  })

export const sessionsIn = async (house: House): Promise<number> => {
  const operator = await house.directory.bySlug('betrieb')
  if (!operator) throw new Error('there is no operator')
  return scopesIn(house, operator)(membership, async (at) => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from sessions`.execute(raw(at))
    return rows[0]?.n ?? 0
  })
}

const scopesIn =
  (house: House, organisation: Organisation) =>
  <P extends string, T>(
    purpose: Parameters<typeof inScope<P, T>>[1]['purpose'],
    work: Parameters<typeof inScope<P, T>>[2],
  ): Promise<T> =>
    inScope(house, { organisation, actor: boss, purpose }, work)

const memberOf = (house: House, town: Organisation, account = ''): Promise<string> =>
  scopesIn(house, town)(membership, async (at) => {
    const { rows } = await sql<{ id: string }>`select id from members where account_id = ${account}::uuid`.execute(
      raw(at),
    )
    return rows[0]?.id ?? ''
  })
