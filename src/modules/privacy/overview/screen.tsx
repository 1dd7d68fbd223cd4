import { format } from '#platform/text/format.ts'
import { Columns, type Html, Link, Notice, Panel, Rows, Tiles, Toned } from '#platform/ui/index.ts'
import type { missingFacts } from '../notice/notice.ts'
import { privacyTexts } from '../texts.ts'
import { OfficeFrame, type OfficeScreen } from './frame.tsx'
import { type OfficeFigure, type OfficeGroup, officeGroups, officePages } from './pages.ts'

export type Overview = {
  readonly zone: string
  readonly figures: readonly OfficeFigure[]
  /** Kinds of data with rows over their period, and how many. */
  readonly overdueBy: readonly { readonly kind: string; readonly count: number }[]
  readonly missing: ReturnType<typeof missingFacts>
}

/** What the officer wants to know each morning, and the way to everything else. */
export function OverviewScreen(props: OfficeScreen & Overview): Html {
  const { language } = props
  const t = privacyTexts(language).office
  const groups = <Groups {...props} />
  return (
    <OfficeFrame {...props} title={t.title}>
      {props.missing.length > 0 && (
        <Notice language={language} tone="warning" title={t.missingTitle}>
          {t.missingStart(format(language, props.zone).list(props.missing.map((one) => t.missing[one])))} {t.missingEnd}
        </Notice>
      )}
      <Tiles tiles={tilesOf(props)} />
      {props.overdueBy.length === 0 ? groups : <Columns aside={<Overdue {...props} />}>{groups}</Columns>}
    </OfficeFrame>
  )
}

/** A link only where it opens for who looks. */
function tilesOf({ figures, frame, href }: OfficeScreen & Overview) {
  const open = officePages(frame.roles).map(({ path }) => path)
  return figures.map(({ label, value, note, tone, href: to }) => ({
    label,
    value,
    note,
    tone,
    noteTone: tone === 'success' ? undefined : tone,
    url: open.some((path) => to === path || to.startsWith(`${path}/`)) ? href(to) : undefined,
  }))
}

function Overdue({ language, overdueBy }: OfficeScreen & Overview): Html {
  const t = privacyTexts(language).office
  return (
    <Panel title={t.overdueTitle}>
      <Rows
        rows={overdueBy.map(({ kind, count }) => ({
          main: kind,
          end: <Toned tone="danger">{t.overdueRow(count)}</Toned>,
        }))}
      />
    </Panel>
  )
}

function Groups({ frame, language, href }: OfficeScreen): Html {
  const pages = officePages(frame.roles)
  const parts = (Object.keys(officeGroups) as OfficeGroup[])
    .map((name) => ({ ...officeGroups[name], pages: pages.filter((one) => (one.group ?? 'rules') === name) }))
    .filter((one) => one.pages.length > 0)
  return (
    <div class="cards">
      {parts.map((part) => (
        <Panel title={part.label[language]} lead={part.about[language]}>
          <Rows
            rows={part.pages.map(({ path, label, about }) => ({
              main: <Link url={href(path)}>{label[language]}</Link>,
              note: about[language],
            }))}
          />
        </Panel>
      ))}
    </div>
  )
}
