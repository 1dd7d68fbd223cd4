import { refuse } from '#platform/errors/errors.ts'
import { type Asked, file, get, page, type Route } from '#platform/http/route.ts'
import { ButtonLink, EmptyState, Link, Panel } from '#platform/ui/index.ts'
import { declarations, mayReadRules, noticeFacts, OfficeFrame, overseeing, recipients } from '#privacy'
import { measures } from '../measures/catalogue.ts'
import { paths } from '../pages.ts'
import type { Ports } from '../ports.ts'
import { screenOf } from '../screens.ts'
import { csvReply, pdfReply, SheetParts, TakeAlong } from '../sheets/sheet.tsx'
import { linkedBehalf, linkedRegister } from './linked.ts'
import { processings } from './record.ts'
import { behalfNames, behalfTable, processingSheet, processingTable, processorSheet } from './sheet.ts'
import { processingTexts } from './texts.ts'

type Any = Asked<string, unknown>
const rules = { who: mayReadRules, purpose: overseeing } as const
const LINKED = 'application/ld+json; charset=utf-8'

const measureTitles = (language: Any['language']) => measures.map(({ title }) => title[language])

async function read({ at, language }: Any) {
  const facts = await noticeFacts(at)
  return { facts, entries: processings(facts, declarations(), language) }
}

async function sheetOf(asked: Any) {
  const { facts, entries } = await read(asked)
  return processingSheet(facts, entries, measureTitles(asked.language), asked.language)
}

/** The operator's own view: for whom it works. Undefined for everybody else. */
async function onBehalf(asked: Any, { house }: Ports) {
  const { facts } = await read(asked)
  const { operator } = facts
  if (!operator || operator.id !== asked.at.organisation.id) return undefined
  const all = await house().directory.all()
  // who has cancelled is worked for until everything of it is deleted: storing is processing as well (Art. 4(2) GDPR)
  const controllers = all.filter(({ id }) => id !== operator.id)
  // what is done on behalf is the same for all: the program; the recipients are those of the installation
  const entries = processings({ ...facts, recipients: recipients() }, declarations(), asked.language)
  return { operator, controllers, entries }
}

async function behalfSheet(asked: Any, ports: Ports) {
  const own = await onBehalf(asked, ports)
  return (
    own && processorSheet(own.operator, own.controllers, own.entries, measureTitles(asked.language), asked.language)
  )
}

/** What the operator takes along; who works for nobody is told so. @throws Refusal registers.not-operator */
async function ownBehalf(asked: Any, ports: Ports) {
  const own = await onBehalf(asked, ports)
  if (!own) throw refuse('registers.not-operator', 'not-found')
  return own
}

const linkedMeasures = (language: Any['language']) =>
  measures.map(({ term, title }) => ({ term, title: title[language] }))

export const processingRoutes = (ports: Ports): readonly Route[] => [
  get(`/:organisation${paths.processing}`, rules, async (asked) => {
    const { facts, entries } = await read(asked)
    const t = processingTexts(asked.language)
    const sheet = processingSheet(facts, entries, measureTitles(asked.language), asked.language)
    return page(
      <OfficeFrame
        {...screenOf(asked)}
        title={t.title}
        lead={t.lead}
        actions={<TakeAlong {...asked} path={paths.processing} as={['pdf', 'csv', 'jsonld']} />}
      >
        {facts.operator?.id === facts.organisation.id && (
          <p>
            <Link url={asked.href(paths.onBehalf)}>{t.processorLink}</Link>
          </p>
        )}
        <SheetParts parts={sheet.parts} />
      </OfficeFrame>,
    )
  }),
  get(`/:organisation${paths.processing}.pdf`, rules, async (asked) => pdfReply(asked, await sheetOf(asked))),
  get(`/:organisation${paths.processing}.csv`, rules, async (asked) => {
    const { entries } = await read(asked)
    const { head, rows } = processingTable(entries, asked.language)
    return csvReply((await sheetOf(asked)).name, head, rows)
  }),
  get(`/:organisation${paths.processing}.jsonld`, rules, async (asked) => {
    const { facts, entries } = await read(asked)
    const made = linkedRegister(facts.organisation, facts.operator, entries, linkedMeasures(asked.language))
    return file(`${JSON.stringify(made, null, 2)}\n`, LINKED, { name: `${(await sheetOf(asked)).name}.jsonld` })
  }),
  get(`/:organisation${paths.onBehalf}`, rules, async (asked) => {
    const t = processingTexts(asked.language)
    const sheet = await behalfSheet(asked, ports)
    return page(
      <OfficeFrame
        {...screenOf(asked)}
        title={t.processorTitle}
        lead={t.processorLead}
        actions={sheet && <TakeAlong {...asked} path={paths.onBehalf} as={['pdf', 'csv', 'jsonld']} />}
      >
        {sheet ? (
          <SheetParts parts={sheet.parts} />
        ) : (
          <Panel>
            <EmptyState
              title={t.notProcessor}
              action={
                <ButtonLink kind="secondary" url={asked.href(paths.processing)}>
                  {t.title}
                </ButtonLink>
              }
            >
              {t.notProcessorText}
            </EmptyState>
          </Panel>
        )}
      </OfficeFrame>,
    )
  }),
  get(`/:organisation${paths.onBehalf}.pdf`, rules, async (asked) => {
    const own = await ownBehalf(asked, ports)
    const { language } = asked
    return pdfReply(
      asked,
      processorSheet(own.operator, own.controllers, own.entries, measureTitles(language), language),
    )
  }),
  get(`/:organisation${paths.onBehalf}.csv`, rules, async (asked) => {
    const { controllers, entries } = await ownBehalf(asked, ports)
    const { head, rows } = behalfTable(controllers, entries, asked.language)
    return csvReply(behalfNames[asked.language], head, rows)
  }),
  get(`/:organisation${paths.onBehalf}.jsonld`, rules, async (asked) => {
    const { operator, controllers, entries } = await ownBehalf(asked, ports)
    const made = linkedBehalf(operator, controllers, entries, linkedMeasures(asked.language))
    return file(`${JSON.stringify(made, null, 2)}\n`, LINKED, { name: `${behalfNames[asked.language]}.jsonld` })
  }),
]
