import type { StaffFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Columns,
  DataTable,
  Details,
  EmptyState,
  type Html,
  KeyValue,
  Notice,
  PageHead,
  Panel,
  Rows,
  Stack,
  StaffPage,
  Tabs,
  Tiles,
  Toned,
} from '#platform/ui/index.ts'
import type { missingFacts } from '../notice/notice.ts'
import type { Entry, Rule } from '../register.ts'
import { catalogue } from '../verify/catalogue.ts'
import { privacyTexts } from '../texts.ts'
import { Lines } from './notice.tsx'

type Screen = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
  readonly path: string
}

export type Overview = {
  readonly zone: string
  readonly now: Temporal.Instant
  readonly overdue: number
  /** Kinds of data with rows over their period, and how many. */
  readonly overdueBy: readonly { readonly kind: string; readonly count: number }[]
  readonly run:
    | { readonly finishedAt: Temporal.Instant; readonly deleted: number; readonly held: number; readonly late: boolean }
    | undefined
  readonly promises: readonly {
    readonly id: string
    readonly outcome: string
    readonly evidence: string
    readonly at: Temporal.Instant
  }[]
  readonly version: string
  readonly validFrom: Temporal.Instant | undefined
  readonly missing: ReturnType<typeof missingFacts>
}

function OfficeTabs({ language, href, path }: Screen): Html {
  const t = privacyTexts(language).office
  const tabs = [
    { label: t.overview, url: '/team/datenschutz' },
    { label: t.register, url: '/team/datenschutz/verzeichnis' },
    { label: t.periods, url: '/team/datenschutz/fristen' },
  ]
  return <Tabs label={t.menu} tabs={tabs.map(({ label, url }) => ({ label, url: href(url), current: path === url }))} />
}

/** What the officer wants to know each morning. */
export function OverviewScreen(props: Screen & Overview): Html {
  const { language } = props
  const t = privacyTexts(language).office
  return (
    <StaffPage {...props.frame} title={t.title}>
      <OfficeTabs {...props} />
      <PageHead title={t.title} />
      <Stack>
        {props.missing.length > 0 && (
          <Notice language={language} tone="warning" title={t.missingTitle}>
            {t.missingStart(format(language, props.zone).list(props.missing.map((one) => t.missing[one])))}{' '}
            {t.missingEnd}
          </Notice>
        )}
        <Tiles tiles={tilesOf(props)} />
        <Promises {...props} />
      </Stack>
    </StaffPage>
  )
}

function tilesOf(props: Screen & Overview) {
  const t = privacyTexts(props.language).office
  const f = format(props.language, props.zone)
  const { run, promises } = props
  const kept = promises.filter(({ outcome }) => outcome === 'kept').length
  const broken = promises.filter(({ outcome }) => outcome === 'broken').length
  return [
    {
      value: f.number(props.overdue, 0),
      label: t.overdue,
      note: t.counted(f.time(props.now)),
      tone: props.overdue === 0 ? ('success' as const) : ('danger' as const),
    },
    {
      value: run ? f.relativeDay(run.finishedAt, props.now) : '–',
      label: t.run,
      ...(run
        ? {
            note: run.late ? t.runAlarm : t.runFine(run.deleted, run.held),
            ...(run.late ? { tone: 'danger' as const, noteTone: 'danger' as const } : {}),
          }
        : { note: t.never, noteTone: 'warning' as const }),
    },
    {
      value: promises.length === 0 ? '–' : f.number(kept, 0),
      label: t.promises,
      ...(promises.length === 0
        ? { note: t.unchecked, noteTone: 'warning' as const }
        : broken > 0
          ? { note: t.broken(broken), noteTone: 'danger' as const, tone: 'danger' as const }
          : { note: t.allKept, tone: 'success' as const }),
    },
    {
      value: props.version.slice(0, 6),
      label: t.notice,
      note: props.validFrom ? t.since(f.shortDate(props.validFrom)) : t.unpublished,
    },
  ]
}

function Promises(props: Screen & Overview): Html {
  const t = privacyTexts(props.language).office
  const f = format(props.language, props.zone)
  const told = new Map(catalogue.map((entry) => [entry.id, entry.told[props.language]]))
  const sorted = props.promises.toSorted((a, b) => a.outcome.localeCompare(b.outcome))
  const end = (outcome: string, at: Temporal.Instant) => {
    if (outcome === 'kept') return <Toned tone="success">{`${t.kept} · ${f.clock(at)}`}</Toned>
    if (outcome === 'broken') return <Toned tone="danger">{`${t.brokenOne} · ${f.clock(at)}`}</Toned>
    return <span class="muted">{t.notYet}</span>
  }
  const rows = (some: typeof sorted) => (
    <Rows
      rows={some.map(({ id, outcome, evidence, at }) => ({
        main: told.get(id) ?? id,
        note: <span lang="en">{`${id}: ${evidence}`}</span>,
        end: end(outcome, at),
      }))}
    />
  )
  const checked = sorted.filter(({ outcome }) => outcome !== 'not yet')
  const pending = sorted.filter(({ outcome }) => outcome === 'not yet')
  const panel = (
    <Panel title={t.promisesTitle} lead={t.promisesLead}>
      {sorted.length === 0 ? <EmptyState title={t.noPromises}>{t.noPromisesText}</EmptyState> : rows(checked)}
      {pending.length > 0 && <Details summary={t.pending(pending.length)}>{rows(pending)}</Details>}
    </Panel>
  )
  if (props.overdueBy.length === 0) return panel
  return (
    <Columns
      aside={
        <Panel title={t.overdueTitle}>
          <Rows
            rows={props.overdueBy.map(({ kind, count }) => ({
              main: kind,
              end: <Toned tone="danger">{t.overdueRow(count)}</Toned>,
            }))}
          />
        </Panel>
      }
    >
      {panel}
    </Columns>
  )
}

/** The register of processing activities, from the declarations. */
export function RegisterScreen(props: Screen & { readonly entries: readonly Entry[] }): Html {
  const t = privacyTexts(props.language).register
  return (
    <StaffPage {...props.frame} title={t.title}>
      <OfficeTabs {...props} />
      <PageHead title={t.title} lead={t.lead} />
      <Stack>
        {props.entries.map((entry) => (
          <Panel title={entry.why} aside={entry.name}>
            <KeyValue
              items={[
                { term: t.basis, value: <Lines values={entry.basis} /> },
                { term: t.people, value: t.peopleText },
                { term: t.data, value: <Lines values={entry.data.length > 0 ? entry.data : [t.empty]} /> },
                { term: t.recipients, value: <Lines values={entry.recipients} /> },
                ...(entry.periods.length > 0 ? [{ term: t.period, value: <Lines values={entry.periods} /> }] : []),
                { term: t.measures, value: t.measuresText },
              ]}
            />
          </Panel>
        ))}
      </Stack>
    </StaffPage>
  )
}

/** Which data go when, by which law: those about people first. */
export function PeriodsScreen(props: Screen & { readonly rules: readonly Rule[] }): Html {
  const t = privacyTexts(props.language).periods
  const [about, others] = [true, false].map((personal) => props.rules.filter((rule) => rule.personal === personal))
  return (
    <StaffPage {...props.frame} title={t.title}>
      <OfficeTabs {...props} />
      <PageHead title={t.title} lead={t.lead} />
      <Stack>
        <Panel>
          <Rules language={props.language} caption={t.title} rules={about ?? []} />
        </Panel>
        <Details summary={t.others} panel>
          <Rules language={props.language} caption={t.others} rules={others ?? []} />
        </Details>
      </Stack>
    </StaffPage>
  )
}

type Table = { readonly language: Language; readonly caption: string; readonly rules: readonly Rule[] }

function Rules({ language, caption, rules }: Table): Html {
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
