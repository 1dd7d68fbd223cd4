import { z } from 'zod'
import { type Asked, get, page, post, type Reply, type Route, see } from '#platform/http/route.ts'
import { organisationJob } from '#platform/jobs/jobs.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { memberNames } from '#accounts'
import { contactsOf } from '#people'
import { declarations, officerFigure, personalDataSeen } from '#privacy'
import { db, registering } from '../data/index.ts'
import {
  aheadIn,
  asMoment,
  type Field,
  isOutdated,
  momentIn,
  readForm,
  type Values,
  type Wrong,
} from '../forms/fields.ts'
import { breachNodes } from '../linked.ts'
import { paths } from '../pages.ts'
import { mayKeepRegisters } from '../permissions.ts'
import type { Ports } from '../ports.ts'
import { actorOf, screenOf } from '../screens.ts'
import { fileRoutes } from '../sheets/register.tsx'
import { csvReply, pdfReply } from '../sheets/sheet.tsx'
import {
  addStep,
  allBreaches,
  assess,
  type Breach,
  breachOf,
  changeBreach,
  closeBreach,
  isDelayed,
  notified,
  reachOf,
  recordBreach,
  remind,
  settlePeople,
  stepsOf,
} from './actions.ts'
import { listedPeople, unnamedLists } from './affected.ts'
import { breachClock, openPoints } from './clock.ts'
import { authorityDraft, peopleDraft } from './drafts.ts'
import { assessFields, factFields, factRules, noteFields, notifyFields, peopleFields, peopleRules } from './forms.ts'
import { BreachesScreen, BreachScreen, type FormName, NewBreachScreen, type OneProps, shownValues } from './screen.tsx'
import { breachSheet, breachTable } from './sheet.ts'
import { breachTexts } from './texts.ts'

type Opens = (typeof registering)['opens'][number]
type Any = Asked<Opens, unknown>
const rules = { who: mayKeepRegisters, purpose: registering } as const
const PATH = `/:organisation${paths.breaches}` as const

officerFigure({
  order: 15,
  read: async (at, language) => {
    const t = breachTexts(language)
    const open = (await allBreaches(at)).filter(({ closed_at }) => closed_at === null)
    const states = open.map((one) => breachClock(one, at.now).state)
    const late = states.includes('late')
    const running = states.some((state) => state === 'running' || state === 'urgent')
    // Art. 34(1) GDPR has no hours, only "without undue delay": it stays a warning until the people are told
    const untold = open.some((one) => openPoints(one).includes('tell'))
    const tone = late ? ('danger' as const) : running || untold ? ('warning' as const) : ('success' as const)
    const soonest = open
      .filter((one) => ['running', 'urgent'].includes(breachClock(one, at.now).state))
      .map((one) => breachClock(one, at.now).minutesLeft)
    const left = running ? t.left(`${Math.floor(Math.min(...soonest) / 60)} h`) : ''
    const note = late ? t.figureLate : left || (untold ? t.figureUntold : t.figureNone)
    return [{ value: String(open.length), label: t.figure, note, tone, href: paths.breaches }]
  },
})

/** Reminds of the 72 hours every half hour; each stage once. */
export const breachJob = ({ remind: tell }: Ports) =>
  organisationJob('registers.breaches', '*/30 * * * *', registering, async (at) => {
    await remind(at, async (breach) =>
      tell?.(at, { title: breach.title, path: `${paths.breaches}/${breach.id}`, due: breachClock(breach, at.now).due }),
    )
  })

const idOf = ({ params }: Any): string => z.uuid().catch('00000000-0000-0000-0000-000000000000').parse(params['breach'])

async function wholeOf(asked: Any, failed?: OneProps['failed']): Promise<OneProps> {
  const breach = await breachOf(asked.at, idOf(asked))
  const [steps, members] = [await stepsOf(asked.at, breach.id), await memberNames(asked.at)]
  const unnamed = await unnamedLists(asked.at, reachOf(breach))
  const listed = await listedPeople(asked.at, breach.id)
  return {
    ...screenOf(asked),
    breach,
    steps,
    members,
    unnamed,
    listed,
    now: asked.at.now,
    ...(failed ? { failed } : {}),
  }
}
const onePage = async (asked: Any, failed?: OneProps['failed']) =>
  page(<BreachScreen {...await wholeOf(asked, failed)} />, failed ? 422 : 200)

const newPage = async (asked: Any, values: Values, wrong: Wrong = {}) =>
  page(
    <NewBreachScreen {...screenOf(asked)} members={await memberNames(asked.at)} values={values} wrong={wrong} />,
    Object.keys(wrong).length > 0 ? 422 : 200,
  )

type Does = (at: Any['at'], id: string, by: string, values: Values) => Promise<void>
type Checks = (values: Values, breach: Breach, zone: string) => Wrong

/** A form of the case: reads it, does it, shows the case again. */
const formRoute = (
  form: FormName,
  fields: (asked: Any) => Promise<readonly Field[]>,
  does: Does,
  checks?: Checks,
): Route =>
  post(`${PATH}/:breach/${form}`, { ...rules, input: z.looseObject({}) }, async (asked): Promise<Reply> => {
    const breach = await breachOf(asked.at, idOf(asked), true)
    const { zone } = asked.at.organisation
    const asks = await fields(asked)
    const check = (values: Values): Wrong => ({ ...checks?.(values, breach, zone), ...aheadIn(asks, values, asked.at) })
    const { values, wrong } = readForm(asked.input, asks, check)
    const outdated = breach.closed_at === null && isOutdated(asked.input, shownValues(breach, zone)[form])
    const all = outdated ? { [asks[0]?.name ?? '']: 'outdated' } : wrong
    if (Object.keys(all).length > 0) return onePage(asked, { form, values, wrong: all })
    await does(asked.at, breach.id, actorOf(asked), values)
    return see(asked.href(`${paths.breaches}/${breach.id}`))
  })

const fixed = (fields: readonly Field[]) => async () => fields

/** Whom a breach concerns, with how to reach them; handing it out is an access that is recorded. */
async function peopleTable(asked: Any) {
  const { at, language } = asked
  const t = breachTexts(language)
  const { kinds } = declarations()
  const listed = await db(at)
    .selectFrom('breach_people')
    .select(['person_id', 'found_in'])
    .where('breach_id', '=', idOf(asked))
    .execute()
  const persons = listed.map(({ person_id }) => person_id)
  const members = new Map((await memberNames(at)).map(({ account, name }) => [account, name]))
  const contacts = new Map((await contactsOf(at, persons)).map((one) => [one.id, one]))
  const opened = await openAll(
    at,
    persons.flatMap((id) => [contacts.get(id)?.name ?? null, contacts.get(id)?.mail ?? null]),
  )
  await at.announce(personalDataSeen, { what: 'exported', place: 'registers.breach', persons })
  const named = (table: string) =>
    table === 'access_records' ? t.accesses : (kinds.get(table)?.name[language] ?? table)
  return {
    head: [t.name, t.mail, t.found, t.way],
    rows: listed.map(({ person_id, found_in }, index) => {
      const [name, mail] = [opened[index * 2] ?? members.get(person_id) ?? '', opened[index * 2 + 1] ?? '']
      const way = mail ? t.byMail : members.has(person_id) ? t.inHouse : t.otherWay
      return [name || t.nameless, mail, found_in.map(named).join(', '), way]
    }),
  }
}

export const breachRoutes: readonly Route[] = [
  get(PATH, rules, async (asked) =>
    page(<BreachesScreen {...screenOf(asked)} breaches={await allBreaches(asked.at)} now={asked.at.now} />),
  ),
  ...fileRoutes(PATH, rules, {
    name: { de: 'vorfaelle', en: 'breaches' },
    words: breachTexts,
    grid: async ({ at, language }) => ({
      ...breachTable(await allBreaches(at), language, at.organisation.zone, at.now),
      widths: [5, 4, 3, 3, 4, 4, 3, 5, 4, 4, 3],
    }),
    nodes: async ({ at }) => breachNodes(await allBreaches(at)),
  }),
  get(`${PATH}/neu`, rules, (asked) =>
    newPage(asked, { aware_at: asMoment(asked.at.organisation.zone, asked.at.now) }),
  ),
  post(`${PATH}/neu`, { ...rules, input: z.looseObject({}) }, async (asked) => {
    const asks = factFields(await memberNames(asked.at))
    const check = (values: Values) => ({ ...factRules(values), ...aheadIn(asks, values, asked.at) })
    const { values, wrong } = readForm(asked.input, asks, check)
    if (Object.keys(wrong).length > 0) return newPage(asked, values, wrong)
    return see(asked.href(`${paths.breaches}/${await recordBreach(asked.at, actorOf(asked), values)}`))
  }),
  get(`${PATH}/:breach`, rules, (asked) => onePage(asked)),
  get(`${PATH}/:breach/bericht.pdf`, rules, async (asked) => {
    const whole = await wholeOf(asked)
    return pdfReply(asked, breachSheet(whole, whole.steps))
  }),
  get(`${PATH}/:breach/meldung.pdf`, rules, async (asked) => {
    const { at, language } = asked
    const breach = await breachOf(at, idOf(asked))
    return pdfReply(asked, authorityDraft(breach, at.organisation, language, at.now))
  }),
  get(`${PATH}/:breach/benachrichtigung.pdf`, rules, async (asked) => {
    const { at, language } = asked
    return pdfReply(asked, peopleDraft(await breachOf(at, idOf(asked)), at.organisation, language))
  }),
  get(`${PATH}/:breach/betroffene.csv`, rules, async (asked) => {
    await breachOf(asked.at, idOf(asked))
    const { head, rows } = await peopleTable(asked)
    return csvReply(asked.language === 'de' ? 'betroffene' : 'people-concerned', head, rows)
  }),
  formRoute(
    'angaben',
    async (asked) => factFields(await memberNames(asked.at)),
    changeBreach,
    (values) => factRules(values),
  ),
  formRoute('einschaetzung', fixed(assessFields), assess),
  formRoute('meldung', fixed(notifyFields), notified, (values, breach, zone) => {
    const when = momentIn(zone, values['notified_at'])
    if (when && Temporal.Instant.compare(when, breach.aware_at) < 0) return { notified_at: 'before-aware' }
    return when && isDelayed(breach, when) && !values['delay_reason'] ? { delay_reason: 'delay' } : {}
  }),
  formRoute('betroffene', fixed(peopleFields), settlePeople, (values, { risk }) => peopleRules(values, risk)),
  formRoute('vermerk', fixed(noteFields), addStep),
  post(`${PATH}/:breach/abschliessen`, rules, async (asked) => {
    await closeBreach(asked.at, idOf(asked), actorOf(asked))
    return see(asked.href(`${paths.breaches}/${idOf(asked)}`))
  }),
]
