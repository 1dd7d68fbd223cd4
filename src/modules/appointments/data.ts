import { activity, type Bilingual } from '#platform/data/activity.ts'
import {
  flag,
  instant,
  instantRange,
  integer,
  json,
  localDate,
  localDateTime,
  localTime,
  text,
  uuid,
} from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import type { Scope } from '#platform/data/scope.ts'
import { table, type Selected } from '#platform/data/table.ts'
import { view } from '#platform/data/view.ts'
import { smsRecipients } from '#messages'
import { contact } from '#people'
import { dataKind } from '#privacy'

/** Showing what can be booked and when; opens nobody's data. */
export const offering = activity('appointments.offering', {
  why: { de: 'Freie Termine zeigen', en: 'Show free appointments' },
  basis: { public: { art6: 'e', law: '§ 3 BDSG und das Landesdatenschutzgesetz' }, private: { art6: 'b' } },
  obligation: { de: 'Dafür brauchen wir keine Angaben.', en: 'We need no data for this.' },
})

export const handling = activity('appointments.handling', {
  why: { de: 'Ihren Termin planen und durchführen', en: 'Plan and hold your appointment' },
  basis: { public: { art6: 'e', law: '§ 3 BDSG und das Landesdatenschutzgesetz' }, private: { art6: 'b' } },
  using: [contact],
  obligation: {
    de: 'Ohne Namen und Mailadresse können Sie online keinen Termin buchen. Sie können stattdessen anrufen oder vorbeikommen.',
    en: 'Without a name and a mail address you cannot book online. You can call or come in person instead.',
  },
})

/** Special categories of data, only with the person's own tick (Art. 9(2)(a)). */
export const caring = activity('appointments.caring', {
  why: {
    de: 'Bei Ihrem Termin auf besondere Umstände Rücksicht nehmen, zum Beispiel auf Ihre Gesundheit',
    en: 'Take special circumstances such as your health into account at your appointment',
  },
  basis: { art6: 'a', art9: 'a' },
  using: [handling],
  obligation: { de: 'Diese Angaben sind freiwillig.', en: 'These data are voluntary.' },
})

/** SMS about one's own appointments: only with the person's own tick at the booking form. */
export const texting = activity('appointments.texting', {
  why: {
    de: 'Ihnen Ihren Termin per SMS bestätigen, Sie daran erinnern und Ihnen melden, wenn er verschoben oder abgesagt wird',
    en: 'Confirm your appointment by SMS, remind you of it and tell you if it is moved or cancelled',
  },
  basis: { art6: 'a' },
  using: [handling],
  recipients: smsRecipients,
  obligation: {
    de: 'SMS sind freiwillig. Ohne sie bekommen Sie alles per Mail.',
    en: 'SMS are voluntary. Without them you get everything by mail.',
  },
})

const setting = 'setting of the organisation'
const byStaff = { source: 'staff' } as const
const bySystem = { source: 'system' } as const
const settings = { subject: { none: 'settings of the organisation' }, keep: { while: 'organisation' } } as const

export const locations = table('locations', settings, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('key'),
  name: text().notPersonal(setting),
  street: text().defaulted().notPersonal(setting),
  postal_code: text().defaulted().notPersonal(setting),
  city: text().defaulted().notPersonal(setting),
  zone: text().notPersonal(setting),
  holiday_region: text().notPersonal(setting),
  notes: text().defaulted().notPersonal(setting),
  notes_en: text().defaulted().notPersonal(setting),
  active: flag().defaulted().notPersonal(setting),
  version: integer().defaulted().notPersonal('guards against two editors at once'),
  created_at: instant().notPersonal('when it was set up'),
})

export const desks = table('desks', settings, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('key'),
  location_id: uuid().notPersonal('key'),
  name: text().notPersonal(setting),
  position: integer().defaulted().notPersonal(setting),
  active: flag().defaulted().notPersonal(setting),
})

/** A question that a service asks beside name and contact. `special`: Art. 9 data, asked with a tick box of its own. */
export type ServiceField = {
  readonly id: string
  readonly label: { readonly de: string; readonly en: string }
  readonly type: 'text' | 'long' | 'number' | 'choice'
  readonly choices?: readonly string[]
  readonly required: boolean
  readonly special: boolean
  readonly why: { readonly de: string; readonly en: string }
}

export const services = table('services', settings, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('key'),
  name: text().notPersonal(setting),
  name_en: text().defaulted().notPersonal(setting),
  description: text().defaulted().notPersonal(setting),
  description_en: text().defaulted().notPersonal(setting),
  duration_minutes: integer().notPersonal(setting),
  places: integer().defaulted().notPersonal(setting),
  buffer_before_minutes: integer().defaulted().notPersonal(setting),
  buffer_after_minutes: integer().defaulted().notPersonal(setting),
  step_minutes: integer().notPersonal(setting),
  lead_minutes: integer().defaulted().notPersonal(setting),
  window_days: integer().notPersonal(setting),
  keep_days: integer().notPersonal(setting),
  limit_per_person: integer().defaulted().notPersonal(setting),
  text_before: text().defaulted().notPersonal(setting),
  text_before_en: text().defaulted().notPersonal(setting),
  text_after: text().defaulted().notPersonal(setting),
  text_after_en: text().defaulted().notPersonal(setting),
  bring: text().defaulted().notPersonal(setting),
  bring_en: text().defaulted().notPersonal(setting),
  fields: json<readonly ServiceField[]>().defaulted().notPersonal(setting),
  sms_confirm: flag().defaulted().notPersonal(setting),
  sms_remind: flag().defaulted().notPersonal(setting),
  mail_remind: flag().defaulted().notPersonal(setting),
  remind_hours: integer().defaulted().notPersonal(setting),
  active: flag().defaulted().notPersonal(setting),
  position: integer().defaulted().notPersonal(setting),
  version: integer().defaulted().notPersonal('guards against two editors at once'),
  created_at: instant().notPersonal('when it was set up'),
})

export const serviceLocations = table('service_locations', settings, {
  organisation_id: uuid().notPersonal('key'),
  service_id: uuid().notPersonal('key'),
  location_id: uuid().notPersonal('key'),
})

export const openingHours = table('opening_hours', settings, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('key'),
  location_id: uuid().notPersonal('key'),
  weekday: integer().notPersonal(setting),
  opens: localTime().notPersonal(setting),
  closes: localTime().notPersonal(setting),
  valid_from: localDate().optional().notPersonal(setting),
  valid_until: localDate().optional().notPersonal(setting),
})

export const openingExceptions = table('opening_exceptions', settings, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('key'),
  location_id: uuid().notPersonal('key'),
  kind: text().notPersonal(setting),
  from_date: localDate().notPersonal(setting),
  until_date: localDate().notPersonal(setting),
  from_time: localTime().optional().notPersonal(setting),
  until_time: localTime().optional().notPersonal(setting),
  reason: text().defaulted().notPersonal(setting),
  reason_en: text().defaulted().notPersonal(setting),
})

export type Answers = Readonly<Record<string, string>>

export const bookings = table(
  'bookings',
  {
    subject: { ownedBy: 'person_id' },
    keep: { from: 'ended_at', period: { days: 'keep_days', most: 'P3650D' }, grace: 'P1D' },
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id of the booking'),
    location_id: uuid().personal(handling, 'appointment'),
    service_id: uuid().personal(handling, 'appointment'),
    desk_id: uuid().optional().personal(handling, 'appointment', bySystem),
    seat: integer().defaulted().notPersonal('which of several places'),
    places: integer().defaulted().notPersonal('copied setting of the service'),
    person_id: uuid().optional().personal(handling, 'identifier', bySystem),
    walk_in: flag().defaulted().personal(handling, 'appointment', byStaff),
    state: text().personal(handling, 'status', bySystem),
    starts_at: instant().personal(handling, 'appointment'),
    ends_at: instant().personal(handling, 'appointment'),
    blocked: instantRange().optional().notPersonal('the desk’s time, with buffers'),
    occupancy: uuid().defaulted().notPersonal('computed from service and start'),
    expires_at: instant().optional().notPersonal('end of a hold, before anyone is known'),
    ended_at: instant().personal(handling, 'time', bySystem),
    keep_days: integer().notPersonal('copied setting of the service'),
    service_name: text().personal(handling, 'appointment'),
    duration_minutes: integer().personal(handling, 'appointment', bySystem),
    zone: text().notPersonal('copied setting of the location'),
    local_start: localDateTime().personal(handling, 'appointment'),
    language: text().personal(handling, 'language', bySystem),
    version: integer().defaulted().notPersonal('counts the changes'),
    note: text().optional().sealed(handling, 'free-text', byStaff),
    answers: json<Answers>().optional().sealed(handling, 'answers'),
    special_answers: json<Answers>().optional().sealed(caring, 'special'),
    ticket: text().optional().personal(handling, 'appointment', bySystem),
    created_at: instant().personal(handling, 'time', bySystem),
    booked_at: instant().optional().personal(handling, 'time', bySystem),
    arrived_at: instant().optional().personal(handling, 'time', byStaff),
    called_at: instant().optional().personal(handling, 'time', byStaff),
    serving_at: instant().optional().personal(handling, 'time', byStaff),
    served_at: instant().optional().personal(handling, 'time', byStaff),
    called_count: integer().defaulted().personal(handling, 'status', byStaff),
    called_desk_id: uuid().optional().personal(handling, 'appointment', byStaff),
    sms_to: text().optional().sealed(texting, 'phone'),
    remind_at: instant().optional().personal(handling, 'time', bySystem),
    text_at: instant().optional().personal(texting, 'time', bySystem),
    text_news_at: instant().optional().personal(texting, 'time', bySystem),
  },
)

/** When which desk is taken; also by those whose appointments are restricted, since it says nothing about anybody. */
export const occupancy = view('occupancy', bookings, [
  'organisation_id',
  'location_id',
  'desk_id',
  'seat',
  'service_id',
  'starts_at',
  'blocked',
  'expires_at',
])

export const ticketCounters = table('ticket_counters', settings, {
  organisation_id: uuid().notPersonal('key'),
  location_id: uuid().notPersonal('key'),
  day: localDate().notPersonal('day of the series'),
  series: text().notPersonal('letter of the series'),
  last: integer().notPersonal('how many tickets that day'),
})

export type Location = Selected<typeof locations>
export type Desk = Selected<typeof desks>
export type Service = Selected<typeof services>
export type BookingRow = Selected<typeof bookings>

export const db = tables({
  locations,
  desks,
  services,
  service_locations: serviceLocations,
  opening_hours: openingHours,
  opening_exceptions: openingExceptions,
  bookings,
  ticket_counters: ticketCounters,
})

/** What was asked under which key, in all services as they are set up now. */
async function questions(at: Scope<string>): Promise<ReadonlyMap<string, Bilingual>> {
  const rows = await db(at).selectFrom('services').select('fields').execute()
  return new Map(rows.flatMap(({ fields }) => fields.map(({ id, label }) => [id, label] as const)))
}

dataKind('bookings', {
  name: { de: 'Termine', en: 'Appointments' },
  start: { de: 'nach dem Ende des Termins', en: 'after the end of the appointment' },
  parts: { answers: questions, special_answers: questions },
  columns: {
    location_id: { de: 'Ort', en: 'Place' },
    service_id: { de: 'Dienstleistung', en: 'Service' },
    desk_id: { de: 'Vorgesehener Schalter', en: 'Desk planned' },
    walk_in: { de: 'Ohne Termin gekommen', en: 'Came without an appointment' },
    starts_at: { de: 'Beginn', en: 'Start' },
    ends_at: { de: 'Ende', en: 'End' },
    ended_at: { de: 'Beendet am', en: 'Ended on' },
    service_name: { de: 'Anliegen', en: 'Matter' },
    duration_minutes: { de: 'Dauer in Minuten', en: 'Minutes' },
    local_start: { de: 'Beginn (Ortszeit)', en: 'Start (local time)' },
    note: { de: 'Notiz des Schalters', en: 'Note of the desk' },
    ticket: { de: 'Wartenummer', en: 'Ticket' },
    booked_at: { de: 'Gebucht am', en: 'Booked on' },
    arrived_at: { de: 'Gekommen am', en: 'Arrived on' },
    called_at: { de: 'Aufgerufen am', en: 'Called on' },
    serving_at: { de: 'Bearbeitung begonnen am', en: 'Handling began on' },
    served_at: { de: 'Bearbeitung beendet am', en: 'Handling ended on' },
    called_count: { de: 'Wie oft aufgerufen', en: 'How often called' },
    called_desk_id: { de: 'Aufgerufen an', en: 'Called to' },
    sms_to: { de: 'Nummer für SMS', en: 'Number for SMS' },
    remind_at: { de: 'Erinnerung per Mail am', en: 'Reminder by mail on' },
    text_at: { de: 'Erinnerung per SMS am', en: 'Reminder by SMS on' },
    text_news_at: { de: 'Änderung per SMS zu melden seit', en: 'Change to be told by SMS since' },
  },
  days: async (at) => {
    const range = await db(at)
      .selectFrom('services')
      .select(({ fn }) => [fn.min('keep_days').as('from'), fn.max('keep_days').as('to')])
      .executeTakeFirst()
    return range && range.from !== null ? { from: range.from, to: range.to } : undefined
  },
})
