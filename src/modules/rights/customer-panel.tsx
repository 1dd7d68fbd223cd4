import type { Asked } from '#platform/http/route.ts'
import { format } from '#platform/text/format.ts'
import { EmptyState, type Html, Link, Panel, Rows } from '#platform/ui/index.ts'
import { statusPath } from './actions/letters.ts'
import { db, type Kind } from './data.ts'
import { rightsPath } from './routes/ask.tsx'
import { words } from './texts.ts'

const own = {
  de: {
    title: 'Meine Anträge zum Datenschutz',
    none: 'Sie haben keinen Antrag gestellt.',
    noneHint: 'Auskunft, Berichtigung, Löschung und mehr verlangen Sie mit zwei Klicks.',
    ask: 'Antrag stellen',
    received: (day: string) => `eingegangen am ${day}`,
    open: (day: string) => `Antwort bis ${day}`,
    closed: 'beantwortet',
  },
  en: {
    title: 'My data protection requests',
    none: 'You have made no request.',
    noneHint: 'You ask for access, correction, erasure and more with two clicks.',
    ask: 'Make a request',
    received: (day: string) => `received on ${day}`,
    open: (day: string) => `answer by ${day}`,
    closed: 'answered',
  },
}

/** On a customer's own page: what they asked about their data, and how it stands. */
export async function customerRequests(asked: Asked<string, unknown>, person: string): Promise<Html> {
  const { at, language, href } = asked
  const t = own[language]
  const f = format(language, at.organisation.zone)
  const rows = await db(at)
    .selectFrom('rights_requests as r')
    .innerJoin('rights_persons as p', 'p.request_id', 'r.id')
    .select(['r.id', 'r.kind', 'r.received_on', 'r.due_on', 'r.outcome'])
    .where('p.person_id', '=', person)
    .orderBy('r.received_at', 'desc')
    .execute()
  const lines = await Promise.all(
    rows.map(async (row) => ({
      main: <Link url={href(await statusPath(at, row.id))}>{words(language).kinds[row.kind as Kind].title}</Link>,
      note: t.received(f.shortDate(Temporal.PlainDate.from(row.received_on))),
      end: row.outcome === null ? t.open(f.shortDate(Temporal.PlainDate.from(row.due_on))) : t.closed,
    })),
  )
  return (
    <Panel title={t.title} aside={<Link url={href(await rightsPath(at, person))}>{t.ask}</Link>}>
      {lines.length > 0 ? <Rows rows={lines} /> : <EmptyState title={t.none}>{t.noneHint}</EmptyState>}
    </Panel>
  )
}
