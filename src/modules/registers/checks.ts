import { randomUUID } from 'node:crypto'
import { lend } from '#accounts'
import { allActivities } from '#platform/data/activity.ts'
import { inScope, type Scope } from '#platform/data/scope.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import { contact, personFor } from '#people'
import {
  allConnectors,
  answering,
  broken,
  type Check,
  type Checks,
  erasePeople,
  type Evidence,
  kept,
  noticeFacts,
  personData,
  type Probe,
  recipients,
  registerProblems,
} from '#privacy'
import { disclose, enterPeople } from './disclosures/records.ts'
import { db, registering, watching } from './data/index.ts'
import { findings } from './measures/actions.ts'
import { measures } from './measures/catalogue.ts'
import type { Ports } from './ports.ts'
import { addProcessor, switchOff, switchOn } from './processors/actions.ts'
import { allProcessors } from './processors/queries.ts'
import { missingIn } from './processors/rules.ts'
import { decideReview, lookInto, requestReview } from './reviews/actions.ts'

const actor = { kind: 'system', job: 'verify' } as const
const refusedWith = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => '',
    (error: unknown) => {
      if (isRefusal(error)) return error.code
      throw error
    },
  )

/** smartcx/processors: nobody receives data without a complete entry, here and in an invented organisation. */
const processors: Check = async ({ house, scratch, organisation }) => {
  const problems = registerProblems(
    recipients(),
    allActivities(),
    allConnectors().map(({ recipient }) => recipient),
  )
  if (problems.length > 0) return broken(problems.join('; '))
  let entries = 0
  for (const one of await house.directory.all()) {
    const found = await inScope(
      house,
      { organisation: one, actor, purpose: registering, readOnly: true },
      async (at) => {
        const all = await allProcessors(at)
        const on = await db(at).selectFrom('connectors').select(['name', 'processor_id']).execute()
        entries += all.length
        return on.filter(({ processor_id }) => {
          const entry = all.find(({ id }) => id === processor_id)
          return !entry || entry.ended_on !== null || missingIn(entry).length > 0
        })
      },
    )
    if (found.length > 0) return broken(`${one.slug}: ${found.map(({ name }) => name).join(', ')} on without entry`)
  }
  const told = { de: 'Prüfanbindung', en: 'check connection' }
  const connector = { name: 'pruef', recipient: 'pruef', label: told, task: told }
  return inScope(scratch, { organisation, actor, purpose: registering }, async (at) => {
    const without = await refusedWith(switchOn(at, connector))
    const entry = { for: 'pruef', name: 'Prüfwerk', place: 'Prüfstadt', task: 'prüft', role: 'processor' }
    const id = await addProcessor(at, entry)
    const half = await refusedWith(switchOn(at, connector))
    await db(at)
      .updateTable('processors')
      .set({ contract_date: '2026-01-01', contract_reference: 'P 1', contract_document: 'P' })
      .where('id', '=', id)
      .execute()
    const named = async () => (await noticeFacts(at)).recipients.some(({ name }) => name === 'Prüfwerk')
    const before = await named()
    await switchOn(at, connector)
    const after = await named()
    await switchOff(at, connector.name)
    await db(at).deleteFrom('processors').where('id', '=', id).execute()
    return without === 'registers.no-entry' && half === 'registers.entry-incomplete' && !before && after
      ? kept(
          `${recipients().length} configured and ${entries} entered recipients; an invented connector was refused without entry and without contract, and named in the notice once on`,
        )
      : broken(`switching on said "${without}" and "${half}"; named before: ${before}, after: ${after}`)
  })
}

/** optigem/toms: every line holds on the running system, is shown with its check, and turns red when it does not hold. */
const toms =
  (ports: Omit<Ports, 'house' | 'failed'>): Check =>
  async (probe) => {
    const { house, scratch, organisation } = probe
    const given = { ...ports, house: () => house, failed: () => undefined }
    const living = (await house.directory.all()).find(({ slug }) => slug !== organisation.slug) ?? organisation
    const look = (on: typeof house, where: typeof organisation) =>
      inScope(on, { organisation: where, actor, purpose: registering }, (at) => findings(at, on, given))
    const found = await look(house, living)
    // whether backups are made is a promise of its own, who must have a second factor the organisation's own choice: here
    // both must be shown as they are
    const bad = found.filter(
      ({ outcome, measure }) => outcome === 'broken' && !['backups', 'promises', 'second-factor'].includes(measure),
    )
    if (bad.length > 0) return broken(bad.map(({ measure, en }) => `${measure}: ${en}`).join('; '))
    const spoil = <T>(work: (at: Scope<string>) => Promise<T>) =>
      inScope(scratch, { organisation, actor, purpose: watching }, (at) => work(at as unknown as Scope<string>))
    await spoil(oldAccess)
    const spoiled = (await look(scratch, organisation)).find(({ measure }) => measure === 'accesses')
    await spoil((at) => db(at).deleteFrom('access_records').execute())
    if (spoiled?.outcome !== 'broken') return broken('a line stays green although what it says is not so')
    return lend(probe, organisation, 'data-protection', async ({ signedIn }) => {
      const headers = await signedIn()
      const page = await (await probe.ask(`/${organisation.slug}/team/datenschutz/massnahmen`, { headers })).text()
      const missing = measures.filter(({ title }) => !page.includes(title.de))
      return missing.length === 0
        ? kept(
            `${measures.length} measures listed, ${found.filter(({ outcome }) => outcome === 'holds').length} of ${found.length} checked ones hold; one that was spoiled turned red`,
          )
        : broken(`not listed: ${missing.map(({ id }) => id).join(', ')}`)
    })
  }

const oldAccess = (at: Scope<string>) =>
  db(at)
    .insertInto('access_records')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      account_id: randomUUID(),
      role: 'desk',
      what: 'opened',
      place: 'people.page',
      people: 1,
      at: at.now.subtract({ hours: 24 * 200 }),
    })
    .execute()

/** Lends an invented person; nothing is left of them afterwards. */
async function withPerson(probe: Probe, work: (person: string) => Promise<Evidence>): Promise<Evidence> {
  const { scratch, organisation } = probe
  const person = await inScope(scratch, { organisation, actor, purpose: contact }, (at) =>
    personFor(at, { name: 'Prüfperson', mail: `${randomUUID().slice(0, 8)}@pruef.invalid` }),
  )
  try {
    return await work(person)
  } finally {
    await probe.within(organisation, (at) => erasePeople(at, [person], 'check'))
  }
}

/** amagno/authority-disclosure: an invented disclosure stands in the ledger and in the person's own access answer. */
const disclosure: Check = (probe) => withPerson(probe, (person) => disclosed(probe, person))

async function disclosed({ scratch, organisation }: Probe, person: string): Promise<Evidence> {
  const ground = `§ ${organisation.slug} Prüfgesetz`
  await inScope(scratch, { organisation, actor, purpose: registering }, async (at) => {
    const id = await disclose(at, randomUUID(), { authority: 'Prüfbehörde', legal_ground: ground, scope: 'Prüfumfang' })
    await enterPeople(at, id, [person])
  })
  const answer = await inScope(scratch, { organisation, actor, purpose: answering }, async (at) => {
    const said: unknown[] = []
    for (const table of (await personData(at, [person], 'de')).tables)
      for await (const row of table.rows()) said.push(row.values)
    return JSON.stringify(said)
  })
  const missing = ['Prüfbehörde', ground, 'Prüfumfang'].filter((words) => !answer.includes(words))
  return missing.length === 0
    ? kept('authority, ground and scope of an invented disclosure stand in the access answer of the person')
    : broken(`the access answer does not say: ${missing.join(', ')}`)
}

/** amagno/limited-admins: who opens a person's page as administrator stands in the officer's view; others may not look. */
const administrators: Check = (probe) => withPerson(probe, (person) => shown(probe, person))

async function shown(probe: Probe, person: string): Promise<Evidence> {
  const { organisation } = probe
  const path = `/${organisation.slug}/team/datenschutz/zugriffe`
  return lend(probe, organisation, 'administrator', (admin) =>
    lend(probe, organisation, 'data-protection', async (officer) => {
      const [asAdmin, asOfficer] = [await admin.signedIn(), await officer.signedIn()]
      await probe.ask(`/${organisation.slug}/team/personen/${person}`, { headers: asAdmin })
      if ((await probe.ask(path, { headers: asAdmin })).status !== 403)
        return broken('an administrator can look at who opened what')
      const view = await (await probe.ask(`${path}?person=${person}`, { headers: asOfficer })).text()
      return view.includes(person)
        ? kept('an invented person was opened by an administrator, and the officer is shown by whom and when')
        : broken('an opening by an administrator is not shown')
    }),
  )
}

/** osseno/unlawful-use-review: nothing is seen without a second person, and what was looked at is recorded. */
const reviews: Check = async ({ scratch, organisation }) =>
  inScope(scratch, { organisation, actor, purpose: watching }, async (at) => {
    const [asking, deciding, suspect] = [randomUUID(), randomUUID(), randomUUID()]
    const values = {
      account: suspect,
      from: '2026-01-01T00:00',
      until: '2026-01-02T00:00',
      reason: 'Prüfung der Prüfung',
    }
    const id = await requestReview(at, asking, values)
    const answers = [
      await refusedWith(lookInto(at, id, asking)),
      await refusedWith(decideReview(at, id, asking, { decision: 'approved' })),
      await refusedWith(decideReview(at, id, suspect, { decision: 'approved' })),
    ]
    await decideReview(at, id, deciding, { decision: 'approved', decision_reason: 'Prüfung' })
    await lookInto(at, id, asking)
    const looks = await db(at).selectFrom('log_review_looks').select('by').where('review_id', '=', id).execute()
    const expected = ['registers.not-approved', 'registers.four-eyes', 'registers.no-such-review']
    return answers.join() === expected.join() && looks.length === 1
      ? kept('an invented review showed nothing before a second person approved; that somebody looked is on record')
      : broken(`the answers were ${answers.join(', ')}; ${looks.length} looks on record`)
  })

/** @param given what the measures are compared with */
export const registerChecks = (given: Omit<Ports, 'house' | 'failed'>): Checks => ({
  'smartcx/processors': processors,
  'optigem/toms': toms(given),
  'amagno/authority-disclosure': disclosure,
  'amagno/limited-admins': administrators,
  'osseno/unlawful-use-review': reviews,
})
