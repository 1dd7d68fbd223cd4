import { sql } from 'kysely'
import { audience, informing, type Choice } from '#messages'
import { contact, contactsOf, presentPeople, reachable } from '#people'
import { activity } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { format } from '#platform/text/format.ts'
import { db } from './data.ts'

/** Telling people with a coming appointment what changes for them, e.g. that a place closes early. */
export const informingGuests = activity('appointments.informing', {
  why: {
    de: 'Ihnen sagen, was sich rund um Ihren Termin ändert, zum Beispiel Öffnungszeiten oder der Weg',
    en: 'Tell you what changes around your appointment, such as opening hours or the way there',
  },
  basis: {
    public: { art6: 'e', law: '§ 3 BDSG und das Landesdatenschutzgesetz' },
    private: {
      art6: 'f',
      interest: {
        de: 'Menschen mit einem Termin rechtzeitig sagen, was sich für sie ändert',
        en: 'to tell people with an appointment in time what changes for them',
      },
    },
  },
  using: [contact, informing],
  obligation: {
    de: 'Hierfür geben Sie nichts an. Sie können solche Mails jederzeit abbestellen.',
    en: 'You give no data for this. You can stop such mails at any time.',
  },
})

const words = {
  de: {
    place: 'Ort',
    everywhere: 'Alle Orte',
    anywhere: 'an allen Orten',
    from: 'Termine vom',
    until: 'bis zum',
    described: (place: string, from: string, until: string) =>
      from === until ? `Termine am ${from}, ${place}` : `Termine vom ${from} bis ${until}, ${place}`,
  },
  en: {
    place: 'Place',
    everywhere: 'All places',
    anywhere: 'at all places',
    from: 'Appointments from',
    until: 'until',
    described: (place: string, from: string, until: string) =>
      from === until ? `Appointments on ${from}, ${place}` : `Appointments from ${from} until ${until}, ${place}`,
  },
}
const EVERYWHERE = 'alle'
const DAY = /^\d{4}-\d{2}-\d{2}$/

function dayOf(text: string | undefined): Temporal.PlainDate | undefined {
  if (!text || !DAY.test(text)) return undefined
  try {
    return Temporal.PlainDate.from(text)
  } catch {
    return undefined // a thirtieth of February
  }
}

const places = (at: Scope<string>) =>
  db(at).selectFrom('locations').select(['id', 'name']).where('active', '=', true).orderBy('name').execute()
const today = (at: Scope<string>) => at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate()

/** People with an appointment still ahead between two days of the place's own calendar. */
audience({
  name: 'appointments.coming',
  label: { de: 'Menschen mit einem Termin', en: 'People with an appointment' },
  hint: {
    de: 'Alle, die in diesen Tagen an diesem Ort einen Termin vor sich haben. Wer abgesagt hat, ist nicht dabei.',
    en: 'Everybody who has an appointment ahead at this place on these days. Whoever cancelled is left out.',
  },
  activity: informingGuests,
  why: { de: 'weil Sie bei uns einen Termin haben', en: 'you have an appointment with us' },
  fields: async (at) => {
    const w = words[at.language]
    const value = today(at).toString()
    const options = [{ value: EVERYWHERE, label: w.everywhere }]
    for (const { id, name } of await places(at)) options.push({ value: id, label: name })
    return [
      { name: 'ort', kind: 'choice', label: w.place, options },
      { name: 'von', kind: 'date', label: w.from, value },
      { name: 'bis', kind: 'date', label: w.until, value },
    ]
  },
  check: async (at, { ort = '', von, bis }) => {
    const known = ort === EVERYWHERE || (await places(at)).some(({ id }) => id === ort)
    if (!known) return { problems: { ort: 'unknown' } }
    const [from, until] = [dayOf(von), dayOf(bis)]
    if (!from) return { problems: { von: 'date' } }
    if (!until) return { problems: { bis: 'date' } }
    if (Temporal.PlainDate.compare(until, from) < 0) return { problems: { bis: 'order' } }
    if (Temporal.PlainDate.compare(until, today(at)) < 0) return { problems: { bis: 'past' } }
    return { choice: { ort, von: from.toString(), bis: until.toString() } }
  },
  describe: async (at, { ort, von = '', bis = '' }) => {
    const w = words[at.language]
    const place = (await places(at)).find(({ id }) => id === ort)?.name ?? w.anywhere
    const f = format(at.language, at.organisation.zone)
    const day = (text: string) =>
      f.shortDate(Temporal.PlainDate.from(text).toZonedDateTime(at.organisation.zone).toInstant())
    return w.described(place, day(von), day(bis))
  },
  people: async (at, choice, { after, limit }) => {
    const rows = await concerned(at, choice, after, limit)
    const known = new Map((await reachable(at, rows)).map((row) => [row.id, row]))
    return rows.map((person) => {
      const row = known.get(person)
      return { person, token: row?.mail_exact ?? null, language: row?.language === 'en' ? 'en' : 'de' }
    })
  },
  addresses: async (at, persons) => {
    const present = await contactsOf(at, await presentPeople(at, persons))
    const mails = await openAll(
      at,
      present.map(({ mail }) => mail),
    )
    return new Map(
      present.flatMap(({ id }, place) => {
        const mail = mails[place]
        return mail ? [[id, mail] as const] : []
      }),
    )
  },
})

async function concerned(
  at: Scope<string>,
  { ort = '', von = '', bis = '' }: Choice,
  after: string | undefined,
  limit: number,
): Promise<string[]> {
  const rows = await db(at)
    .selectFrom('bookings')
    .select('person_id')
    .distinct()
    .where('person_id', 'is not', null)
    .where('state', '=', 'booked')
    .where('starts_at', '>', at.now)
    .where(sql<boolean>`local_start >= ${von}::date and local_start < ${bis}::date + 1`)
    .$if(ort !== EVERYWHERE, (query) => query.where('location_id', '=', ort))
    .$if(after !== undefined, (query) => query.where('person_id', '>', after ?? ''))
    .orderBy('person_id')
    .limit(limit)
    .execute()
  return rows.flatMap(({ person_id }) => person_id ?? [])
}
