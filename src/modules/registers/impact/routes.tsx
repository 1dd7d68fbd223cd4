import { z } from 'zod'
import { type Asked, get, page, post, type Route, see } from '#platform/http/route.ts'
import { ActionForm, Details, Link, Pill } from '#platform/ui/index.ts'
import { OfficeFrame, officerFigure } from '#privacy'
import { registering } from '../data/index.ts'
import { aheadIn, isOutdated, markOf, readForm, SEEN, type Values, type Wrong } from '../forms/fields.ts'
import { FieldsForm, FormPanel } from '../forms/form.tsx'
import { impactNodes } from '../linked.ts'
import { paths } from '../pages.ts'
import { mayKeepRegisters } from '../permissions.ts'
import { dayWords } from '../processors/sheet.ts'
import { actorOf, screenOf } from '../screens.ts'
import { EntryScreen, fileRoutes, RegisterScreen } from '../sheets/register.tsx'
import { pdfReply, SheetParts, TakeAlong } from '../sheets/sheet.tsx'
import {
  allImpacts,
  assessImpact,
  endImpact,
  type Impact,
  impactOf,
  impactParts,
  impactTable,
  testThreshold,
} from './records.ts'
import { always, assessmentFields, impactProblems, impactState, thresholdFields, thresholdRules } from './rules.ts'
import { impactTexts } from './texts.ts'

type Any = Asked<string, unknown>
const rules = { who: mayKeepRegisters, purpose: registering } as const
const PATH = `/:organisation${paths.impact}` as const
const tones = {
  ended: 'muted',
  review: 'warning',
  open: 'danger',
  consult: 'danger',
  done: 'success',
  'none-needed': 'success',
} as const

const todayOf = ({ at }: Pick<Any, 'at'>): string =>
  at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate().toString()

officerFigure({
  order: 95,
  read: async (at, language) => {
    const t = impactTexts(language)
    const states = (await allImpacts(at)).map((one) => impactState(one, todayOf({ at })))
    const open = states.filter((state) => ['review', 'open', 'consult'].includes(state)).length
    if (open === 0) return []
    return [{ value: String(open), label: t.figure, note: t.figureText, tone: 'warning', href: paths.impact }]
  },
})

const idOf = ({ params }: Any): string => z.uuid().catch('00000000-0000-0000-0000-000000000000').parse(params['impact'])

type Failed = { readonly form: 'threshold' | 'assessment'; readonly values: Values; readonly wrong: Wrong }

async function onePage(asked: Any, failed?: Failed) {
  const { language, href } = asked
  const t = impactTexts(language)
  const one = await impactOf(asked.at, idOf(asked))
  const here = `${paths.impact}/${one.id}`
  const common = { language, rules: impactProblems }
  const given = (form: Failed['form'], fresh: Values) =>
    failed?.form === form ? { values: failed.values, wrong: failed.wrong } : { values: fresh, wrong: {} }
  return page(
    <OfficeFrame
      {...screenOf(asked)}
      title={one.title}
      actions={<TakeAlong {...asked} path={`${here}/bericht`} as={['pdf']} />}
    >
      <SheetParts parts={impactParts(one, language, todayOf(asked))} />
      {one.ended_at === null && one.outcome === 'required' && (
        <FormPanel
          {...common}
          {...given('assessment', assessmentValues(one))}
          title={t.assess}
          fields={assessmentFields}
          action={href(`${here}/abschaetzung`)}
          hidden={{ [SEEN]: markOf(assessmentValues(one)) }}
          save={t.assess}
        />
      )}
      {one.ended_at === null && (
        <>
          <Details summary={t.again} panel open={failed?.form === 'threshold'}>
            <FieldsForm
              {...common}
              {...given('threshold', thresholdValues(one))}
              fields={thresholdFields()}
              action={href(here)}
              hidden={{ [SEEN]: markOf(thresholdValues(one)) }}
              save={t.save}
            />
          </Details>
          <ActionForm action={href(`${here}/beenden`)} kind="danger" small>
            {t.end}
          </ActionForm>
        </>
      )}
      <p>
        <Link url={href(paths.impact)}>{t.back}</Link>
      </p>
    </OfficeFrame>,
    failed ? 422 : 200,
  )
}

const thresholdValues = (one: Impact): Values => {
  const first = always.map(({ value }) => value)
  return {
    title: one.title,
    activities: one.activities.join(','),
    description: one.description,
    always: one.answers.filter((answer) => first.includes(answer)).join(','),
    criteria: one.answers.filter((answer) => !first.includes(answer)).join(','),
    reason: one.reason,
    review_on: one.review_on,
  }
}
const assessmentValues = (one: Impact): Values => ({
  necessity: one.necessity,
  risks: one.risks,
  measures: one.measures,
  opinion: one.opinion,
  residual: one.residual ?? '',
  consulted_on: one.consulted_on ?? '',
})

/** Whether somebody changed meanwhile what a form was filled with; an ended one refuses by itself. */
const outdated = ({ input }: { readonly input: Record<string, unknown> }, one: Impact, known: Values): boolean =>
  one.ended_at === null && isOutdated(input, known)

/** Reads a threshold test; which activities there are is known only when all modules are loaded. */
const readThreshold = (asked: Asked<string, Record<string, unknown>>) =>
  readForm(asked.input, thresholdFields(), (values) =>
    thresholdRules(values, asked.at.organisation.kind, todayOf(asked)),
  )

const newPage = (asked: Any, values: Values, wrong: Wrong = {}) => {
  const t = impactTexts(asked.language)
  return page(
    <EntryScreen
      {...screenOf(asked)}
      words={{ ...t, title: t.newTitle, lead: t.newLead }}
      fields={thresholdFields()}
      values={values}
      wrong={wrong}
      rules={impactProblems}
      to={`${paths.impact}/neu`}
      back={paths.impact}
    />,
    Object.keys(wrong).length > 0 ? 422 : 200,
  )
}

const any = z.looseObject({})

export const impactRoutes: readonly Route[] = [
  get(PATH, rules, async (asked) => {
    const { language, href } = asked
    const t = impactTexts(language)
    const today = todayOf(asked)
    return page(
      <RegisterScreen
        {...screenOf(asked)}
        words={t}
        at={paths.impact}
        rows={await allImpacts(asked.at)}
        columns={[
          { label: t.processing, cell: (one) => <Link url={href(`${paths.impact}/${one.id}`)}>{one.title}</Link> },
          { label: t.result, cell: (one) => t[one.outcome === 'required' ? 'required' : 'not-required'] },
          {
            label: t.state,
            cell: (one) => <Pill tone={tones[impactState(one, today)]}>{t.states[impactState(one, today)]}</Pill>,
          },
          { label: t.review, cell: (one) => dayWords(language, one.review_on) },
        ]}
      />,
    )
  }),
  ...fileRoutes(PATH, rules, {
    name: { de: 'folgenabschaetzungen', en: 'impact-assessments' },
    words: impactTexts,
    grid: async (asked) => ({
      ...impactTable(await allImpacts(asked.at), asked.language, todayOf(asked)),
      widths: [4, 3, 4, 4, 3, 7, 3],
    }),
    nodes: async ({ at }) => impactNodes(await allImpacts(at)),
  }),
  get(`${PATH}/neu`, rules, async (asked) =>
    newPage(asked, { review_on: Temporal.PlainDate.from(todayOf(asked)).add({ years: 1 }).toString() }),
  ),
  post(`${PATH}/neu`, { ...rules, input: any }, async (asked) => {
    const { values, wrong } = readThreshold(asked)
    if (Object.keys(wrong).length > 0) return newPage(asked, values, wrong)
    return see(asked.href(`${paths.impact}/${await testThreshold(asked.at, actorOf(asked), values)}`))
  }),
  get(`${PATH}/:impact`, rules, (asked) => onePage(asked)),
  get(`${PATH}/:impact/bericht.pdf`, rules, async (asked) => {
    const one = await impactOf(asked.at, idOf(asked))
    const name = asked.language === 'de' ? 'folgenabschaetzung' : 'impact-assessment'
    return pdfReply(asked, { name, title: one.title, parts: impactParts(one, asked.language, todayOf(asked)) })
  }),
  post(`${PATH}/:impact`, { ...rules, input: any }, async (asked) => {
    const one = await impactOf(asked.at, idOf(asked), true)
    const { values, wrong } = readThreshold(asked)
    const all = outdated(asked, one, thresholdValues(one)) ? { title: 'outdated' } : wrong
    if (Object.keys(all).length > 0) return onePage(asked, { form: 'threshold', values, wrong: all })
    await testThreshold(asked.at, actorOf(asked), values, one.id)
    return see(asked.href(`${paths.impact}/${one.id}`))
  }),
  post(`${PATH}/:impact/abschaetzung`, { ...rules, input: any }, async (asked) => {
    const one = await impactOf(asked.at, idOf(asked), true)
    const check = (read: Values) => aheadIn(assessmentFields, read, asked.at)
    const { values, wrong } = readForm(asked.input, assessmentFields, check)
    const all = outdated(asked, one, assessmentValues(one)) ? { necessity: 'outdated' } : wrong
    if (Object.keys(all).length > 0) return onePage(asked, { form: 'assessment', values, wrong: all })
    await assessImpact(asked.at, one.id, values)
    return see(asked.href(`${paths.impact}/${one.id}`))
  }),
  post(`${PATH}/:impact/beenden`, rules, async (asked) => {
    const { id } = await impactOf(asked.at, idOf(asked))
    await endImpact(asked.at, id)
    return see(asked.href(`${paths.impact}/${id}`))
  }),
]
