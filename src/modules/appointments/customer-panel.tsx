import type { Asked } from '#platform/http/route.ts'
import { tokenFor } from '#platform/keys/token.ts'
import { format } from '#platform/text/format.ts'
import { EmptyState, type Html, Link, Panel, Rows } from '#platform/ui/index.ts'
import { db } from './data.ts'
import { isState } from './rules/booking.ts'
import { words } from './texts.ts'

const MOST = 100
const own = {
  de: {
    title: 'Meine Termine',
    none: 'Sie haben keine Termine.',
    noneHint: 'Termine, die Sie mit diesem Namen und dieser Mailadresse buchen, stehen hier.',
    book: 'Termin buchen',
  },
  en: {
    title: 'My appointments',
    none: 'You have no appointments.',
    noneHint: 'Appointments that you book with this name and mail address stand here.',
    book: 'Book an appointment',
  },
}

/** On a customer's own page: their appointments, each with the way to move or cancel it. */
export async function customerAppointments(asked: Asked<string, unknown>, person: string): Promise<Html> {
  const { at, language, href } = asked
  const w = words(language).timeline
  const t = own[language]
  const rows = await db(at)
    .selectFrom('bookings')
    .select(['id', 'starts_at', 'zone', 'service_name', 'state'])
    .where('person_id', '=', person)
    .where('state', '!=', 'held')
    .orderBy('starts_at', 'desc')
    .limit(MOST)
    .execute()
  const lines = await Promise.all(
    rows.map(async (row) => ({
      main: <Link url={href(`/mein-termin/${await tokenFor(at, 'manage', row.id)}`)}>{row.service_name}</Link>,
      note: format(language, row.zone).dateTime(row.starts_at),
      end: isState(row.state) ? w.states[row.state] : row.state,
    })),
  )
  return (
    <Panel title={t.title} aside={<Link url={href('/')}>{t.book}</Link>}>
      {lines.length > 0 ? <Rows rows={lines} /> : <EmptyState title={t.none}>{t.noneHint}</EmptyState>}
    </Panel>
  )
}
