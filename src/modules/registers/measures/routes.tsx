import { randomUUID } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import { type Asked, get, page, post, type Problems, type Route, see } from '#platform/http/route.ts'
import { organisationJob } from '#platform/jobs/jobs.ts'
import { ActionForm } from '#platform/ui/index.ts'
import { ledgerFact, officerFigure } from '#privacy'
import { registering } from '../data/index.ts'
import { aheadIn, inputOf, type Values } from '../forms/fields.ts'
import { measureNodes } from '../linked.ts'
import { paths } from '../pages.ts'
import { mayKeepRegisters } from '../permissions.ts'
import type { Ports } from '../ports.ts'
import { actorOf, screenOf } from '../screens.ts'
import { linkedReply } from '../sheets/linked.ts'
import { EntryScreen } from '../sheets/register.tsx'
import { csvReply, pdfReply } from '../sheets/sheet.tsx'
import { checkMeasures, endDuty, setDuty } from './actions.ts'
import { measureOf } from './catalogue.ts'
import { dutyFields, dutyProblems, dutyRules, editFields, ownFields } from './form.ts'
import { dutiesNow, measureList } from './list.ts'
import { measureSheet, MeasuresScreen, measureTable } from './screen.tsx'
import { measureTexts } from './texts.ts'

type Any = Asked<string, unknown>
const rules = { who: mayKeepRegisters, purpose: registering } as const
const PATH = `/:organisation${paths.measures}` as const

/** Checks every measure of every organisation each morning, before people look. */
export const measureJob = (ports: Ports) =>
  organisationJob('registers.measures', '41 3 * * *', registering, (at, house) => checkMeasures(at, house, ports))

ledgerFact('measure', { de: 'Maßnahme', en: 'Measure' }, (id, language) => measureOf(id)?.title[language])

officerFigure({
  order: 80,
  read: async (at, language) => {
    const t = measureTexts(language)
    const lines = await measureList(at, language)
    const [broken, unknown] = (['broken', 'unknown'] as const).map(
      (one) => lines.filter(({ state }) => state === one).length,
    )
    const tone = broken ? ('danger' as const) : unknown ? ('warning' as const) : ('success' as const)
    const note = unknown ? t.someUnchecked(unknown) : t.figureFine
    return [{ value: String(broken), label: t.figure, note, tone, href: paths.measures }]
  },
})

/** A measure that people keep: declared, or the organisation's own. */
async function kept({ at, params, language }: Any) {
  const id = params['measure'] ?? ''
  const duty = (await dutiesNow(at)).find(({ measure }) => measure === id)
  const declared = measureOf(id)
  if (declared ? declared.by !== 'people' : !duty) throw refuse('registers.no-such-measure', 'not-found')
  return { id, duty, own: declared === undefined, title: declared?.title[language] ?? duty?.title ?? '' }
}

async function dutyPage(asked: Any, given?: { values: Values; wrong: Problems }) {
  const t = measureTexts(asked.language)
  const { id, duty, own, title } = await kept(asked)
  const today = asked.at.now.toZonedDateTimeISO(asked.at.organisation.zone).toPlainDate()
  const values = given?.values ?? {
    title: duty?.title ?? '',
    how: duty?.how ?? '',
    owner: duty?.owner ?? '',
    reviewed_on: today.toString(),
    review_by: today.add({ years: 1 }).toString(),
  }
  return page(
    <EntryScreen
      {...screenOf(asked)}
      words={{ ...t, title: t.dutyTitle(title), lead: t.dutyLead }}
      fields={own ? ownFields : dutyFields}
      values={values}
      wrong={given?.wrong ?? {}}
      rules={dutyProblems}
      to={`${paths.measures}/${id}`}
      back={paths.measures}
    >
      {own && (
        <ActionForm action={asked.href(`${paths.measures}/${id}/beenden`)} kind="danger" small>
          {t.end}
        </ActionForm>
      )}
    </EntryScreen>,
    given ? 422 : 200,
  )
}

function newPage(asked: Any, given?: { values: Values; wrong: Problems }) {
  const t = measureTexts(asked.language)
  const today = asked.at.now.toZonedDateTimeISO(asked.at.organisation.zone).toPlainDate()
  const fresh = { reviewed_on: today.toString(), review_by: today.add({ years: 1 }).toString() }
  return page(
    <EntryScreen
      {...screenOf(asked)}
      words={{ ...t, title: t.newTitle, lead: t.dutyLead }}
      fields={ownFields}
      values={given?.values ?? fresh}
      wrong={given?.wrong ?? {}}
      rules={dutyProblems}
      to={`${paths.measures}/neu`}
      back={paths.measures}
    />,
    given ? 422 : 200,
  )
}

export const measureRoutes = (ports: Ports): readonly Route[] => [
  get(PATH, rules, async (asked) =>
    page(<MeasuresScreen {...screenOf(asked)} lines={await measureList(asked.at, asked.language)} />),
  ),
  get(`${PATH}.pdf`, rules, async (asked) =>
    pdfReply(
      asked,
      measureSheet(await measureList(asked.at, asked.language), asked.language, asked.at.organisation.zone),
    ),
  ),
  get(`${PATH}.csv`, rules, async (asked) => {
    const lines = await measureList(asked.at, asked.language)
    const { head, rows } = measureTable(lines, asked.language, asked.at.organisation.zone)
    return csvReply(asked.language === 'de' ? 'massnahmen' : 'measures', head, rows)
  }),
  get(`${PATH}.jsonld`, rules, async (asked) =>
    linkedReply(
      asked.language === 'de' ? 'massnahmen' : 'measures',
      measureNodes(await measureList(asked.at, asked.language), asked.language),
    ),
  ),
  post(`${PATH}/pruefen`, rules, async (asked) => {
    await checkMeasures(asked.at, ports.house(), ports)
    return see(asked.href(paths.measures))
  }),
  get(`${PATH}/neu`, rules, async (asked) => newPage(asked)),
  post(
    `${PATH}/neu`,
    {
      ...rules,
      input: inputOf(ownFields, dutyRules),
      again: async (asked, wrong) => newPage(asked, { values: asked.input, wrong }),
    },
    async (asked) => {
      const wrong = aheadIn(ownFields, asked.input, asked.at)
      if (Object.keys(wrong).length > 0) return newPage(asked, { values: asked.input, wrong })
      await setDuty(asked.at, randomUUID(), actorOf(asked), asked.input)
      return see(asked.href(paths.measures))
    },
  ),
  get(`${PATH}/:measure`, rules, (asked) => dutyPage(asked)),
  post(
    `${PATH}/:measure`,
    {
      ...rules,
      input: inputOf(editFields, dutyRules),
      again: (asked, wrong) => dutyPage(asked, { values: asked.input, wrong }),
    },
    async (asked) => {
      const wrong = aheadIn(editFields, asked.input, asked.at)
      if (Object.keys(wrong).length > 0) return dutyPage(asked, { values: asked.input, wrong })
      const { id, duty } = await kept(asked)
      const { title = '', how = '' } = duty ?? {}
      const words = { title: asked.input['title'] || title, how: asked.input['how'] || how }
      await setDuty(asked.at, id, actorOf(asked), { ...asked.input, ...words })
      return see(asked.href(paths.measures))
    },
  ),
  post(`${PATH}/:measure/beenden`, rules, async (asked) => {
    const { id, own } = await kept(asked)
    if (own) await endDuty(asked.at, id)
    return see(asked.href(paths.measures))
  }),
]
