import { z } from 'zod'
import { typed } from '#platform/http/fields.ts'
import { type Asked, get, page, post, type Route, see } from '#platform/http/route.ts'
import { openAll } from '#platform/keys/sealed.ts'
import type { Scope } from '#platform/data/scope.ts'
import { memberNames } from '#accounts'
import { findPeople, type Found, namesOf } from '#people'
import { personalDataSeen } from '#privacy'
import { registering } from '../data/index.ts'
import { asMoment, inputOf, isOutdated, markOf, readForm, SEEN, type Values, type Wrong } from '../forms/fields.ts'
import { disclosureNodes } from '../linked.ts'
import { paths } from '../pages.ts'
import { mayKeepRegisters } from '../permissions.ts'
import { actorOf, screenOf } from '../screens.ts'
import { EntryScreen, fileRoutes } from '../sheets/register.tsx'
import { pdfReply } from '../sheets/sheet.tsx'
import {
  allDisclosures,
  disclose,
  type Disclosure,
  disclosedPeople,
  disclosureFields,
  disclosureOf,
  disclosureProblems,
  disclosureRules,
  enterPeople,
  isSecret,
  mendDisclosure,
  takeOff,
} from './records.ts'
import {
  disclosureNames,
  disclosureParts,
  DisclosureScreen,
  DisclosuresScreen,
  disclosureTable,
  type Listed,
} from './screen.tsx'
import { disclosureTexts } from './texts.ts'

type Opens = (typeof registering)['opens'][number]
type Any = Asked<Opens, unknown>
const rules = { who: mayKeepRegisters, purpose: registering } as const
const PATH = `/:organisation${paths.disclosures}` as const

const wordsOf = async ({ at, language }: Any) => ({
  language,
  zone: at.organisation.zone,
  members: await memberNames(at),
  today: at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate().toString(),
})
const idOf = ({ params }: Any): string =>
  z.uuid().catch('00000000-0000-0000-0000-000000000000').parse(params['disclosure'])

/** The names of those entered: opening them is an access that is recorded. */
async function listedOf(asked: Any, id: string): Promise<Listed[]> {
  const { at } = asked
  const persons = await disclosedPeople(at, id)
  if (persons.length === 0) return []
  const rows = new Map((await namesOf(at, persons)).map((row) => [row.id, row.name]))
  const names = await openAll(
    at,
    persons.map((person) => rows.get(person) ?? null),
  )
  await at.announce(personalDataSeen, { what: 'opened', place: 'registers.disclosure', persons })
  return persons.map((person, index) => ({ id: person, name: names[index] ?? null }))
}

async function onePage(asked: Any, search: { query?: string; found?: readonly Found[] } = {}) {
  const one = await disclosureOf(asked.at, idOf(asked))
  const listed = await listedOf(asked, one.id)
  return page(
    <DisclosureScreen {...screenOf(asked)} {...await wordsOf(asked)} disclosure={one} listed={listed} {...search} />,
  )
}

const newPage = (asked: Any, values: Values, wrong: Wrong = {}) => {
  const t = disclosureTexts(asked.language)
  return page(
    <EntryScreen
      {...screenOf(asked)}
      words={{ ...t, title: t.newTitle, lead: t.newLead }}
      fields={disclosureFields}
      values={values}
      wrong={wrong}
      rules={disclosureProblems}
      to={`${paths.disclosures}/neu`}
      back={paths.disclosures}
    />,
    Object.keys(wrong).length > 0 ? 422 : 200,
  )
}

const valuesOf = (one: Disclosure, zone: string): Values => ({
  authority: one.authority,
  legal_ground: one.legal_ground,
  reference: one.reference,
  scope: one.scope,
  disclosed_at: asMoment(zone, one.disclosed_at),
  secret_until: one.secret_until ?? '',
})

const editPage = (asked: Any, one: Disclosure, values: Values, wrong: Wrong = {}) => {
  const t = disclosureTexts(asked.language)
  const here = `${paths.disclosures}/${one.id}`
  return page(
    <EntryScreen
      {...screenOf(asked)}
      words={{ title: t.edit, lead: t.editLead, save: t.save, back: one.authority }}
      fields={disclosureFields}
      values={values}
      wrong={wrong}
      rules={disclosureProblems}
      to={`${here}/angaben`}
      back={here}
      hidden={{ [SEEN]: markOf(valuesOf(one, asked.at.organisation.zone)) }}
    />,
    Object.keys(wrong).length > 0 ? 422 : 200,
  )
}

/** An order of silence that comes after people were entered must not leave them in their own access answer. */
const mendRules =
  (one: Disclosure, { at }: Any, today: string) =>
  (values: Values): Wrong => {
    const secret = isSecret({ secret_until: values['secret_until'] || null }, today)
    const ahead = disclosureRules(at.organisation.zone, at.now)(values)
    return secret && one.people > 0 ? { ...ahead, secret_until: 'people-first' } : ahead
  }

const back = (asked: Any) => see(asked.href(`${paths.disclosures}/${idOf(asked)}`))
const person = z.uuid({ message: 'unknown' })

export const disclosureRoutes: readonly Route[] = [
  get(PATH, rules, async (asked) =>
    page(<DisclosuresScreen {...screenOf(asked)} all={await allDisclosures(asked.at)} />),
  ),
  ...fileRoutes(PATH, rules, {
    name: disclosureNames,
    words: disclosureTexts,
    grid: async (asked) => disclosureTable(await allDisclosures(asked.at), await wordsOf(asked)),
    nodes: async ({ at }) => disclosureNodes(await allDisclosures(at)),
  }),
  get(`${PATH}/neu`, rules, async (asked) =>
    newPage(asked, { disclosed_at: asMoment(asked.at.organisation.zone, asked.at.now) }),
  ),
  post(
    `${PATH}/neu`,
    { ...rules, input: inputOf(disclosureFields), again: async (asked, wrong) => newPage(asked, asked.input, wrong) },
    async (asked) => {
      const wrong = disclosureRules(asked.at.organisation.zone, asked.at.now)(asked.input)
      if (Object.keys(wrong).length > 0) return newPage(asked, asked.input, wrong)
      return see(asked.href(`${paths.disclosures}/${await disclose(asked.at, actorOf(asked), asked.input)}`))
    },
  ),
  get(`${PATH}/:disclosure`, rules, (asked) => onePage(asked)),
  get(`${PATH}/:disclosure/angaben`, rules, async (asked) => {
    const one = await disclosureOf(asked.at, idOf(asked))
    return editPage(asked, one, valuesOf(one, asked.at.organisation.zone))
  }),
  post(`${PATH}/:disclosure/angaben`, { ...rules, input: z.looseObject({}) }, async (asked) => {
    const one = await disclosureOf(asked.at, idOf(asked), true)
    const check = mendRules(one, asked, (await wordsOf(asked)).today)
    const { values, wrong } = readForm(asked.input, disclosureFields, check)
    const outdated = isOutdated(asked.input, valuesOf(one, asked.at.organisation.zone))
    const all = outdated ? { authority: 'outdated' } : wrong
    if (Object.keys(all).length > 0) return editPage(asked, one, values, all)
    await mendDisclosure(asked.at, one.id, values)
    return back(asked)
  }),
  get(`${PATH}/:disclosure/bericht.pdf`, rules, async (asked) => {
    const one = await disclosureOf(asked.at, idOf(asked))
    return pdfReply(asked, {
      name: disclosureNames[asked.language],
      title: disclosureTexts(asked.language).title,
      parts: disclosureParts(one, await wordsOf(asked)),
    })
  }),
  post(
    `${PATH}/:disclosure/suche`,
    { ...rules, rate: 'read', input: z.object({ query: typed({ max: 254 }) }) },
    async (asked) => {
      const { query } = asked.input
      // this purpose uses that of contact; the compiler carries only one of a scope's purposes
      const result = await findPeople(asked.at as unknown as Scope<'people.contact'>, query)
      const found = 'people' in result ? result.people : []
      const persons = found.map(({ id }) => id)
      await asked.at.announce(personalDataSeen, { what: 'searched', place: 'registers.disclosure', persons })
      return onePage(asked, { query, found })
    },
  ),
  post(
    `${PATH}/:disclosure/personen`,
    { ...rules, input: z.object({ person: person.or(z.array(person)).optional() }) },
    async (asked) => {
      await enterPeople(asked.at, idOf(asked), [asked.input.person ?? []].flat())
      return back(asked)
    },
  ),
  post(`${PATH}/:disclosure/austragen`, { ...rules, input: z.object({ person }) }, async (asked) => {
    await takeOff(asked.at, idOf(asked), asked.input.person)
    return back(asked)
  }),
]
