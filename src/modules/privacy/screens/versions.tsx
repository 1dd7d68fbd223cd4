import type { PublicFrame } from '#platform/http/frame.ts'
import { type Format, format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { DataTable, EmptyState, type Html, Link, PageHead, Panel, Pill, PublicPage, Stack } from '#platform/ui/index.ts'
import type { Difference } from '../notice/difference.ts'
import type { Published } from '../notice/versions.ts'
import { privacyTexts, type PrivacyTexts } from '../texts.ts'

type Screen = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
}

const when = (f: Format, published: Published) => f.dateTime(published.validFrom)

/** All versions of the notice, newest first. */
export function VersionsScreen(props: Screen & { readonly versions: readonly Published[] }): Html {
  const t = privacyTexts(props.language).versions
  const f = format(props.language, props.zone)
  const { versions, href } = props
  const before = (one: Published) => versions[versions.indexOf(one) + 1]
  return (
    <PublicPage {...props.frame} title={t.title} width="narrow">
      <PageHead title={t.title} lead={t.lead} />
      <Panel>
        <DataTable
          caption={t.list}
          rows={versions}
          empty={<EmptyState title={t.none}>{t.noneText}</EmptyState>}
          columns={[
            { label: t.from, header: true, cell: (one) => when(f, one) },
            {
              label: t.version,
              cell: (one) => (
                <span>
                  <Link url={href(`/datenschutz/versionen/${one.version}`)}>{one.version}</Link>{' '}
                  {one === versions[0] && <Pill tone="success">{t.now}</Pill>}
                </span>
              ),
            },
            {
              label: t.change,
              cell: (one) => {
                const older = before(one)
                if (!older) return <span class="muted">{t.first}</span>
                const query = `von=${older.version}&bis=${one.version}&am=${one.validFrom.epochMilliseconds}`
                return <Link url={href(`/datenschutz/unterschied?${query}`)}>{t.compare}</Link>
              },
            },
          ]}
        />
      </Panel>
    </PublicPage>
  )
}

export type DifferenceScreen = Screen & {
  readonly older: Published
  readonly newer: Published
  readonly differences: readonly Difference[]
}

/** What changed between two versions, matter by matter: what went, what came. */
export function DifferenceScreen(props: DifferenceScreen): Html {
  const t = privacyTexts(props.language).versions
  const f = format(props.language, props.zone)
  return (
    <PublicPage {...props.frame} title={t.compare} width="narrow" hidden>
      <PageHead title={t.compare} lead={t.changes(when(f, props.older), when(f, props.newer))} />
      <Stack>
        {props.differences.length === 0 && <EmptyState title={t.same} />}
        {props.differences.map((one) => (
          <Panel title={one.title} aside={<Pill tone={tones[one.kind]}>{t[one.kind]}</Pill>}>
            <Changes label={t.gone} lines={one.gone} tag="del" />
            <Changes label={t.came} lines={one.came} tag="ins" />
          </Panel>
        ))}
        <p>
          <Link url={props.href('/datenschutz/versionen')}>{t.back}</Link>
        </p>
      </Stack>
    </PublicPage>
  )
}

const tones = { added: 'success', removed: 'danger', changed: 'info' } as const

type Lines = {
  readonly label: PrivacyTexts['versions']['gone']
  readonly lines: readonly string[]
  readonly tag: 'del' | 'ins'
}

function Changes({ label, lines, tag: Tag }: Lines): Html {
  if (lines.length === 0) return <></>
  return (
    <div>
      <p class="small muted">{label}</p>
      {lines.map((line) => (
        <p>
          <Tag>{line}</Tag>
        </p>
      ))}
    </div>
  )
}
