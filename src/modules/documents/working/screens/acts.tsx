import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { DataTable, EmptyState, type Html, Notice, Panel } from '#platform/ui/index.ts'
import { actName } from '../act-names.ts'
import type { Act, Acts } from '../audit.ts'
import { stateName, words } from '../texts.ts'
import type { People } from '../who.ts'

type ActsProps = {
  readonly language: Language
  readonly zone: string
  readonly people: People
  readonly found: Acts
  readonly stampNames: ReadonlyMap<string, string>
}

/** What happened with a document: who, when, what, and whether that list is whole. */
export function ActsPanel({ language, zone, people, found, stampNames }: ActsProps): Html {
  const t = words(language).acts
  const f = format(language, zone)
  const said = ({ act, facts }: Act): string => {
    const { stamp, to } = facts
    if (act !== 'document.stamped') return actName(act, language)
    const name = typeof stamp === 'string' ? stampNames.get(stamp) : undefined
    const state = typeof to === 'string' ? stateName(language, to) : ''
    return [actName(act, language), [...new Set([name, state])].filter(Boolean).join(', ')].filter(Boolean).join(': ')
  }
  return (
    <Panel title={t.title} id="acts">
      {found.whole ? (
        found.acts.length > 0 && <p class="muted">{t.whole}</p>
      ) : (
        <Notice language={language} tone="danger">
          {t.broken}
        </Notice>
      )}
      <DataTable
        caption={t.title}
        rows={found.acts}
        empty={<EmptyState title={t.none} />}
        columns={[
          { label: t.when, cell: ({ at }) => f.dateTime(at) },
          { label: t.what, header: true, cell: said },
          { label: t.who, cell: ({ by }) => people.actor(by) },
        ]}
      />
    </Panel>
  )
}
