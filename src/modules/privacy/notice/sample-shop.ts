import type { Activity } from '#platform/data/activity.ts'
import { instant, integer, text, uuid, type AnyColumn } from '#platform/data/columns.ts'
import type { Table } from '#platform/data/table.ts'
import type { Recipient } from '../recipients.ts'
import { sampleCity, sampleOperator } from './sample.ts'
import type { AllDeclarations, NoticeFacts } from './types.ts'

// For tests. Declared by hand, not by activity() and table(), so that it is in no registry.
export const contact: Activity = {
  name: 'shop.contact',
  why: { de: 'Sie erreichen', en: 'Reach you' },
  basis: { public: { art6: 'e', law: '§ 3 BDSG' }, private: { art6: 'b' } },
  recipients: [],
  using: [],
  obligation: { de: 'Ohne Adresse geht es nicht.', en: 'Not without an address.' },
  opens: ['shop.contact'],
}
export const caring: Activity = {
  ...contact,
  name: 'shop.caring',
  why: { de: 'Sie versorgen', en: 'Care for you' },
  basis: { art6: 'a', art9: 'a' },
  using: ['shop.contact'],
  recipients: ['sms'],
  obligation: { de: 'Die Angabe ist freiwillig.', en: 'This is voluntary.' },
}
const key = uuid().notPersonal('key')
const table = (name: string, rules: Pick<Table, 'subject' | 'keep'>, columns: Record<string, AnyColumn>): Table => ({
  name,
  ...rules,
  columns,
  anchor: true,
})
export const customers = table(
  'customers',
  { subject: { ownedBy: 'id' }, keep: { while: 'referenced' } },
  { id: key, name: text().sealed(contact, 'name'), mail: text().sealed(contact, 'mail') },
)
export const cares = table(
  'cares',
  {
    subject: { ownedBy: 'customer_id' },
    keep: { from: 'ended_at', period: { days: 'keep_days', most: 'P90D' }, grace: 'P1D', law: '§ 630f BGB' },
  },
  {
    customer_id: key,
    ended_at: instant().personal(caring, 'time', { source: 'system' }),
    keep_days: integer().notPersonal('period'),
    health: text().sealed(caring, 'special'),
    remark: text().sealed(caring, 'free-text', { source: 'staff' }),
  },
)
export const sms: Recipient = {
  id: 'sms',
  name: 'SMS Beispiel AG',
  place: 'Bern',
  role: 'processor',
  task: { de: 'versendet SMS', en: 'sends text messages' },
  contract: 'AVV 7 vom 1.2.2026',
  thirdCountry: {
    country: 'Schweiz',
    safeguard: { de: 'Angemessenheitsbeschluss 2000/518/EG', en: 'adequacy decision 2000/518/EC' },
  },
}
export const told: AllDeclarations = { activities: [contact, caring], tables: [customers, cares], kinds: new Map() }
export const facts: NoticeFacts = {
  organisation: sampleCity(),
  operator: sampleOperator(),
  recipients: [sms],
  ranges: { cares: { from: 30, to: 60 } },
}
