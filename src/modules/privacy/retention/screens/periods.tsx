import { format } from '#platform/text/format.ts'
import { ButtonLink, DataTable, Details, type Html, Notice, Panel } from '#platform/ui/index.ts'
import type { LeftOver } from '../../erasure/left-over.ts'
import { OfficeFrame, type OfficeScreen } from '../../overview/frame.tsx'
import type { Rule } from '../../register.ts'
import { privacyTexts } from '../../texts.ts'
import { type ClassRow, type MatrixLine, startTypes, startTypeWords } from '../classes.ts'
import { retentionPaths } from '../paths.ts'
import { retentionTexts } from '../texts.ts'

type Props = OfficeScreen & {
  readonly rules: readonly Rule[]
  readonly matrix: readonly MatrixLine[]
  readonly rows: readonly ClassRow[]
  /** For those who oversee; undefined for everybody else. */
  readonly left: LeftOver | undefined
  /** The name of a table's data. */
  readonly kind: (table: string) => string
  readonly zone: string
  readonly now: Temporal.Instant
}

/** Which data go when: what is overdue now, the matrix of classes, the rule of every kind of data. */
export function PeriodsScreen(props: Props): Html {
  const { language, href, rules } = props
  const t = retentionTexts(language)
  const p = privacyTexts(language).periods
  const [about, others] = [true, false].map((personal) => rules.filter((rule) => rule.personal === personal))
  const actions = (
    <>
      <ButtonLink kind="secondary" small url={href(retentionPaths.pdf)}>
        {t.pdf}
      </ButtonLink>
      <ButtonLink kind="secondary" small url={href(retentionPaths.csv)}>
        {t.csv}
      </ButtonLink>
    </>
  )
  return (
    <OfficeFrame {...props} title={p.title} lead={p.lead} actions={actions}>
      {props.left && <Overdue {...props} left={props.left} />}
      <Panel title={t.matrix} lead={t.matrixLead}>
        <DataTable
          caption={t.matrix}
          rows={props.matrix}
          columns={[
            {
              label: t.period,
              cell: ({ period }) => (
                <strong class={period.length < SHORT ? 'whole' : undefined}>{hyphenated(period)}</strong>
              ),
            },
            ...startTypes.map((start) => ({
              label: startTypeWords[start][language],
              cell: ({ kinds }: MatrixLine) =>
                kinds[start].length === 0 ? <span class="muted">{t.none}</span> : kinds[start].join(', '),
            })),
          ]}
        />
      </Panel>
      <Blocked {...props} />
      <Panel title={p.title}>
        <Rules language={language} caption={p.title} rules={about ?? []} />
      </Panel>
      <Details summary={p.others} panel>
        <Rules language={language} caption={p.others} rules={others ?? []} />
      </Details>
    </OfficeFrame>
  )
}

/** Up to so many letters a period stays on one line. */
const SHORT = 16

/** Long words in the narrowest column break where a reader would break them. */
const hyphenated = (period: string): string =>
  period.replace('Jahresende', 'Jahres\u00ADende').replace('höchstens', 'höchs\u00ADtens')

/** What is there although it should be gone: counted, and never taken for something that may stay. */
function Overdue({ language, left, kind, zone, now }: Props & { readonly left: LeftOver }): Html {
  const t = retentionTexts(language)
  if (left.total === 0) {
    return (
      <Notice language={language} tone="success" title={t.fine}>
        {t.fineText(format(language, zone).clock(now))}
      </Notice>
    )
  }
  const told = [
    ...Object.entries(left.rows).map(([table, count]) => t.overKind(kind(table), count)),
    ...Object.entries(left.unstartedBy).map(([table, count]) => t.unstarted(kind(table), count)),
    ...(left.people > 0 ? [t.people(left.people)] : []),
    ...(left.risen > 0 ? [t.risen(left.risen)] : []),
    ...(left.files > 0 ? [t.files(left.files)] : []),
    ...(left.waiting > 0 ? [t.waiting(left.waiting)] : []),
  ]
  return (
    <Notice language={language} tone="danger" title={t.over(left.total)}>
      <ul>
        {told.map((sentence) => (
          <li>{sentence}</li>
        ))}
      </ul>
    </Notice>
  )
}

function Blocked({ language, rows }: Props): Html {
  const t = retentionTexts(language)
  const byLaw = rows.filter(({ blocked }) => blocked)
  return (
    <Panel title={t.blockedTitle} lead={byLaw.length > 0 ? t.blockedLead : undefined}>
      {byLaw.length === 0 ? (
        <p class="muted">{t.blockedNone}</p>
      ) : (
        <DataTable
          caption={t.blockedTitle}
          rows={byLaw}
          columns={[
            { label: t.kind, cell: ({ kind }) => <strong>{kind}</strong> },
            { label: t.law, cell: ({ law }) => law },
            { label: t.validFrom, cell: ({ validFrom }) => validFrom || t.none },
            { label: t.formerly, cell: ({ formerly }) => formerly || t.none },
          ]}
        />
      )}
    </Panel>
  )
}

type Listed = { readonly language: Props['language']; readonly caption: string; readonly rules: readonly Rule[] }

function Rules({ language, caption, rules }: Listed): Html {
  const t = privacyTexts(language).periods
  return (
    <DataTable
      caption={caption}
      rows={rules}
      columns={[
        {
          // no row header: those do not wrap, and kinds of data have long names
          label: t.kind,
          cell: ({ kind, table }) => (
            <>
              <strong>{kind}</strong>
              <div class="small muted">{table}</div>
            </>
          ),
        },
        { label: t.start, cell: ({ start }) => start },
        { label: t.period, cell: ({ period }) => period },
        { label: t.latest, cell: ({ grace }) => grace || t.none },
        { label: t.law, cell: ({ law }) => law || t.none },
      ]}
    />
  )
}
