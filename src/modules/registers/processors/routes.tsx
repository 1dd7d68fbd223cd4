import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { type Asked, get, page, post, type Route, see } from '#platform/http/route.ts'
import { officerFigure, recipients } from '#privacy'
import { registering } from '../data/index.ts'
import { aheadIn, type Field, isOutdated, readForm, type Values, type Wrong } from '../forms/fields.ts'
import { paths } from '../pages.ts'
import { mayKeepRegisters } from '../permissions.ts'
import { actorOf, screenOf } from '../screens.ts'
import { fileRoutes } from '../sheets/register.tsx'
import { pdfReply } from '../sheets/sheet.tsx'
import { subNode } from '../linked.ts'
import { receiver } from '../processing/linked.ts'
import {
  addProcessor,
  announceSub,
  changeProcessor,
  decideSub,
  endProcessor,
  instruct,
  switchOff,
  switchOn,
} from './actions.ts'
import {
  allProcessors,
  allSubProcessors,
  connectorsOf,
  connectorStates,
  instructionsOf,
  processorOf,
  subProcessorsOf,
} from './queries.ts'
import {
  asRecipient,
  choiceField,
  endFields,
  endRules,
  entryFields,
  entryState,
  instructionFields,
  OPERATOR_RECIPIENT,
  subFields,
  subRules,
  transferRules,
} from './rules.ts'
import { type OneProps, ProcessorForm, ProcessorScreen, ProcessorsScreen } from './screen.tsx'
import { entryParts, processorTable } from './sheet.ts'
import { endSub, subEndFields } from './sub-ends.ts'
import { processorTexts } from './texts.ts'

type Any = Asked<string, unknown>
const rules = { who: mayKeepRegisters, purpose: registering } as const
const PATH = `/:organisation${paths.processors}` as const
const OPERATOR_SLUG = 'betrieb'

const todayOf = ({ at }: Any): string => at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate().toString()

officerFigure({
  order: 85,
  read: async (at, language) => {
    const t = processorTexts(language)
    const today = at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate().toString()
    const entries = await allProcessors(at)
    const open = entries.filter((one) => ['incomplete', 'overdue'].includes(entryState(one, today))).length
    const missing = withoutOperator(at.organisation.slug, entries) ? 1 : 0
    const count = open + missing
    const tone = count === 0 ? ('success' as const) : ('warning' as const)
    return [{ value: String(count), label: t.figure, note: t.figureText, tone, href: paths.processors }]
  },
})

const withoutOperator = (slug: string, entries: Awaited<ReturnType<typeof allProcessors>>): boolean =>
  slug !== OPERATOR_SLUG &&
  !entries.some(({ recipient, ended_on }) => recipient === OPERATOR_RECIPIENT && ended_on === null)

async function entryAt(asked: Any) {
  const id = z.uuid().safeParse(asked.params['processor'])
  const entry = id.success ? await processorOf(asked.at, id.data) : undefined
  if (!entry) throw refuse('registers.no-such-processor', 'not-found')
  return entry
}

const formPage = (asked: Any, values: Values, wrong: Wrong, entry?: OneProps['entry']) =>
  page(
    <ProcessorForm
      {...screenOf(asked)}
      values={values}
      wrong={wrong}
      {...(entry ? { entry, known: textValues(entry) } : {})}
    />,
    Object.keys(wrong).length > 0 ? 422 : 200,
  )

async function wholeOf(asked: Any, failed?: OneProps['failed']): Promise<OneProps> {
  const entry = await entryAt(asked)
  const [subs, instructions] = await Promise.all([
    subProcessorsOf(asked.at, entry.id),
    instructionsOf(asked.at, entry.id),
  ])
  return { ...screenOf(asked), entry, subs, instructions, today: todayOf(asked), ...(failed ? { failed } : {}) }
}
const onePage = async (asked: Any, failed?: OneProps['failed']) =>
  page(<ProcessorScreen {...await wholeOf(asked, failed)} />, failed ? 422 : 200)

const connectorAt = (asked: Any) => {
  const found = connectorsOf(asked.at).find(({ name }) => name === asked.params['connector'])
  if (!found) throw refuse('registers.no-such-connector', 'not-found')
  return found
}

const textValues = (entry: object): Values =>
  Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, value === null ? '' : String(value)]))

const entryRules =
  ({ at }: Any) =>
  (values: Values) => ({
    ...transferRules(values),
    ...aheadIn(entryFields, values, at),
  })

type FormOf = NonNullable<OneProps['failed']>['form']

/** A form of an entry: reads it, does it, shows the entry again. */
const entryForm = (
  at: string,
  form: FormOf,
  fields: readonly Field[],
  check: (values: Values) => Wrong,
  does: (asked: Any, id: string, values: Values) => Promise<void>,
): Route =>
  post(`${PATH}/:processor/${at}`, { ...rules, input: z.looseObject({}) }, async (asked) => {
    const { id } = await entryAt(asked)
    const { values, wrong } = readForm(asked.input, fields, (read) => ({
      ...check(read),
      ...aheadIn(fields, read, asked.at),
    }))
    if (Object.keys(wrong).length > 0) return onePage(asked, { form, values, wrong })
    await does(asked, id, values)
    return see(asked.href(`${paths.processors}/${id}`))
  })

const listRoutes: readonly Route[] = [
  get(PATH, rules, async (asked) => {
    const [entries, connectors] = await Promise.all([allProcessors(asked.at), connectorStates(asked.at)])
    return page(
      <ProcessorsScreen
        {...screenOf(asked)}
        entries={entries}
        connectors={connectors}
        configured={recipients()}
        today={todayOf(asked)}
        withoutOperator={withoutOperator(asked.at.organisation.slug, entries)}
      />,
    )
  }),
  ...fileRoutes(PATH, rules, {
    name: { de: 'auftragsverarbeiter', en: 'processors' },
    words: processorTexts,
    grid: async (asked) => ({
      ...processorTable(
        await allProcessors(asked.at),
        await allSubProcessors(asked.at),
        recipients(),
        todayOf(asked),
        asked.language,
      ),
      widths: [3, 2, 3, 3, 3, 3, 3, 3, 4],
    }),
    nodes: async ({ at }) => {
      const [entries, subs] = [await allProcessors(at), await allSubProcessors(at)]
      const named = [...entries.map((entry) => asRecipient(entry)), ...recipients()]
      return [...named.map(receiver), ...subs.map(subNode)]
    },
  }),
  get(`${PATH}/neu`, { ...rules, input: z.object({ fuer: z.string().max(64).optional().catch('') }) }, async (asked) =>
    formPage(asked, { for: asked.input.fuer ?? '', role: 'processor' }, {}),
  ),
  post(`${PATH}/neu`, { ...rules, input: z.looseObject({}) }, async (asked) => {
    const { values, wrong } = readForm(asked.input, [choiceField(), ...entryFields], entryRules(asked))
    if (Object.keys(wrong).length > 0) return formPage(asked, values, wrong)
    return see(asked.href(`${paths.processors}/${await addProcessor(asked.at, values)}`))
  }),
  post(`${PATH}/anbindung/:connector/ein`, { ...rules, stepUp: true }, async (asked) => {
    await switchOn(asked.at, connectorAt(asked))
    return see(asked.href(paths.processors))
  }),
  post(`${PATH}/anbindung/:connector/aus`, { ...rules, stepUp: true }, async (asked) => {
    await switchOff(asked.at, connectorAt(asked).name)
    return see(asked.href(paths.processors))
  }),
]

const entryRoutes: readonly Route[] = [
  get(`${PATH}/:processor`, rules, (asked) => onePage(asked)),
  get(`${PATH}/:processor/bericht.pdf`, rules, async (asked) => {
    const whole = await wholeOf(asked)
    return pdfReply(asked, { name: 'avv', title: whole.entry.name, parts: entryParts(whole) })
  }),
  get(`${PATH}/:processor/angaben`, rules, async (asked) => {
    const entry = await entryAt(asked)
    return formPage(asked, textValues(entry), {}, entry)
  }),
  post(`${PATH}/:processor/angaben`, { ...rules, input: z.looseObject({}) }, async (asked) => {
    const entry = await entryAt(asked)
    const { values, wrong } = readForm(asked.input, entryFields, entryRules(asked))
    const outdated = entry.ended_on === null && isOutdated(asked.input, textValues(entry))
    const all = outdated ? { name: 'outdated' } : wrong
    if (Object.keys(all).length > 0) return formPage(asked, values, all, entry)
    await changeProcessor(asked.at, entry.id, values)
    return see(asked.href(`${paths.processors}/${entry.id}`))
  }),
  entryForm('unter', 'sub', subFields, subRules, ({ at }, id, values) => announceSub(at, id, values)),
  post(`${PATH}/:processor/unter/:sub/ende`, { ...rules, input: z.looseObject({}) }, async (asked) => {
    const { id } = await entryAt(asked)
    const sub = z.uuid().safeParse(asked.params['sub'])
    if (!sub.success) throw refuse('registers.no-such-processor', 'not-found')
    const check = (read: Values) => aheadIn(subEndFields, read, asked.at)
    const { values, wrong } = readForm(asked.input, subEndFields, check)
    if (Object.keys(wrong).length > 0) return onePage(asked, { form: 'sub-end', sub: sub.data, values, wrong })
    await endSub(asked.at, sub.data, values)
    return see(asked.href(`${paths.processors}/${id}`))
  }),
  post(`${PATH}/:processor/unter/:sub/:decision`, rules, async (asked) => {
    const { id } = await entryAt(asked)
    const sub = z.uuid().safeParse(asked.params['sub'])
    const decision = z.enum(['accepted', 'objected']).safeParse(asked.params['decision'])
    if (!sub.success || !decision.success) throw refuse('registers.no-such-processor', 'not-found')
    await decideSub(asked.at, sub.data, decision.data)
    return see(asked.href(`${paths.processors}/${id}`))
  }),
  entryForm(
    'weisungen',
    'instruction',
    instructionFields,
    () => ({}),
    (asked, id, values) => instruct(asked.at, id, actorOf(asked), values),
  ),
  entryForm('ende', 'end', endFields, endRules, ({ at }, id, values) => endProcessor(at, id, values)),
]

export const processorRoutes: readonly Route[] = [...listRoutes, ...entryRoutes]
