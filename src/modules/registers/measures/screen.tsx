import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { ActionForm, ButtonLink, DataTable, type Html, Link, Notice, Panel, Pill } from '#platform/ui/index.ts'
import { OfficeFrame } from '#privacy'
import { paths } from '../pages.ts'
import type { Screen } from '../screens.ts'
import { type Sheet, TakeAlong } from '../sheets/sheet.tsx'
import { aims } from './catalogue.ts'
import type { MeasureLine } from './list.ts'
import { measureTexts } from './texts.ts'

const tones = { holds: 'success', broken: 'danger', unknown: 'warning' } as const

type Props = Screen & { readonly lines: readonly MeasureLine[] }

/** A check that never ran is not one that failed. */
const stateWords = ({ state, checkedAt }: MeasureLine, language: Language): string =>
  measureTexts(language)[state === 'unknown' && !checkedAt ? 'unchecked' : state]

const checkedWords = (line: MeasureLine, language: Language, zone: string): string => {
  const t = measureTexts(language)
  const f = format(language, zone)
  if (!line.checkedAt) return t.never
  if (line.by === 'program') return `${f.shortDate(line.checkedAt)}, ${f.time(line.checkedAt)}`
  return f.shortDate(line.checkedAt.toZonedDateTimeISO('UTC').toPlainDate())
}
const reviewWords = (line: MeasureLine, language: Language, zone: string): string =>
  line.reviewBy ? format(language, zone).shortDate(Temporal.PlainDate.from(line.reviewBy)) : ''

/** What protects people's data, by aim; red where it does not. */
export function MeasuresScreen(props: Props): Html {
  const { language, lines, href } = props
  const t = measureTexts(language)
  const [broken, unchecked] = (['broken', 'unknown'] as const).map(
    (one) => lines.filter(({ state }) => state === one).length,
  ) as [number, number]
  return (
    <OfficeFrame
      {...props}
      title={t.title}
      lead={t.lead}
      actions={
        <>
          <ActionForm action={href(`${paths.measures}/pruefen`)} kind="primary" small>
            {t.checkNow}
          </ActionForm>
          <ButtonLink kind="secondary" small url={href(`${paths.measures}/neu`)}>
            {t.add}
          </ButtonLink>
          <TakeAlong {...props} path={paths.measures} as={['pdf', 'csv', 'jsonld']} />
        </>
      }
    >
      {broken > 0 ? (
        <Notice language={language} tone="danger" title={t.someBroken(broken)}>
          {t.someBrokenText}
        </Notice>
      ) : unchecked > 0 ? (
        <Notice language={language} tone="warning" title={t.someUnchecked(unchecked)}>
          {t.someUncheckedText}
        </Notice>
      ) : (
        <Notice language={language} tone="success" title={t.allHold} />
      )}
      {Object.entries(aims).map(([aim, title]) => {
        const own = lines.filter((line) => line.aim === aim)
        return (
          <Panel title={title[language]}>
            <Lines {...props} lines={own} caption={title[language]} />
          </Panel>
        )
      })}
    </OfficeFrame>
  )
}

function Lines({ language, zone, lines, href, caption }: Props & { readonly caption: string }): Html {
  const t = measureTexts(language)
  return (
    <DataTable
      caption={caption}
      rows={lines}
      columns={[
        {
          label: t.measure,
          cell: (line) => (
            <div>
              <strong>{line.title}</strong>
              <div class="small muted">{line.how}</div>
            </div>
          ),
        },
        { label: t.state, cell: (line) => <Pill tone={tones[line.state]}>{stateWords(line, language)}</Pill> },
        {
          label: t.seen,
          cell: (line) => (
            <div>
              {line.said[language]}
              {line.reviewBy && <div class="small muted">{`${t.reviewBy}: ${reviewWords(line, language, zone)}`}</div>}
              {line.by === 'people' && (
                <div class="small">
                  <Link url={href(`${paths.measures}/${line.id}`)}>{t.edit}</Link>
                </div>
              )}
            </div>
          ),
        },
        { label: t.checked, cell: (line) => <span class="small whole">{checkedWords(line, language, zone)}</span> },
      ]}
    />
  )
}

/** Head and rows of the list, for CSV and PDF. */
export function measureTable(lines: readonly MeasureLine[], language: Language, zone: string) {
  const t = measureTexts(language)
  return {
    head: [t.aim, t.measure, t.by, t.state, t.seen, t.checked, t.reviewBy],
    rows: lines.map((line) => [
      aims[line.aim][language],
      `${line.title}\n${line.how}`,
      t[line.by],
      stateWords(line, language),
      line.said[language],
      checkedWords(line, language, zone),
      reviewWords(line, language, zone),
    ]),
  }
}

export function measureSheet(lines: readonly MeasureLine[], language: Language, zone: string): Sheet {
  const t = measureTexts(language)
  const holding = lines.filter(({ state }) => state === 'holds').length
  return {
    name: language === 'de' ? 'massnahmen' : 'measures',
    title: t.title,
    lead: `${t.lead} ${t.all(holding, lines.length)}.`,
    landscape: true,
    parts: Object.entries(aims).map(([aim, title]) => {
      const { head, rows } = measureTable(
        lines.filter((line) => line.aim === aim),
        language,
        zone,
      )
      return {
        title: title[language],
        grid: { head: head.slice(1), rows: rows.map((row) => row.slice(1)), widths: [5, 2, 2, 4, 2, 2] },
      }
    }),
  }
}
