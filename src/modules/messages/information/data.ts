import { activity } from '#platform/data/activity.ts'
import { instant, integer, json, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { onlyWhoActed, table, type Selected } from '#platform/data/table.ts'
import { dataKind } from '#privacy'
import { delivering } from '../data.ts'

/** Telling the people concerned about something of the organisation that they did not ask for; never a newsletter. */
export const informing = activity('messages.informing', {
  why: {
    de: 'Sie über etwas informieren, das Ihre Sache bei uns betrifft, zum Beispiel geänderte Öffnungszeiten',
    en: 'Tell you about something that concerns your matter with us, such as changed opening hours',
  },
  basis: {
    public: { art6: 'e', law: '§ 3 BDSG und das Landesdatenschutzgesetz' },
    private: {
      art6: 'f',
      interest: {
        de: 'Menschen, die mit uns zu tun haben, rechtzeitig sagen, was sich für sie ändert',
        en: 'to tell people who deal with us in time what changes for them',
      },
    },
  },
  using: [delivering],
  obligation: {
    de: 'Hierfür geben Sie nichts an. Sie können solche Mails jederzeit abbestellen.',
    en: 'You give no data for this. You can stop such mails at any time.',
  },
})

const setting = 'text and choice of the organisation'
const figure = 'count'
const byStaff = { source: 'system' } as const

/** A mail to many, written by staff; who got it stands in the protocol of messages for as long as that is kept. */
export const informationMails = table(
  'information_mails',
  {
    subject: { accessedBy: ['written_by', 'confirmed_by'], stays: onlyWhoActed },
    keep: { from: 'created_at', period: 'P3Y', grace: 'P1D', law: 'Art. 5 Abs. 2 DSGVO' },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    audience: text().notPersonal(setting),
    choice: json<Readonly<Record<string, string>>>().notPersonal(setting),
    subject: text().notPersonal(setting),
    body: text().notPersonal(setting),
    subject_en: text().defaulted().notPersonal(setting),
    body_en: text().defaulted().notPersonal(setting),
    state: text().notPersonal('draft, sending, sent or stopped'),
    version: integer().defaulted().notPersonal('guards against two editors at once'),
    expected: integer().defaulted().notPersonal(figure),
    reached_until: uuid().optional().notPersonal('how far the queueing came; random id'),
    queued_at: instant().optional().notPersonal('when all were queued'),
    queued: integer().defaulted().notPersonal(figure),
    blocked: integer().defaulted().notPersonal(figure),
    unreachable: integer().defaulted().notPersonal(figure),
    sent: integer().defaulted().notPersonal(figure),
    failed: integer().defaulted().notPersonal(figure),
    dropped: integer().defaulted().notPersonal(figure),
    written_by: uuid().optional().personal(informing, 'identifier', byStaff),
    confirmed_by: uuid().optional().personal(informing, 'identifier', byStaff),
    created_at: instant().personal(informing, 'time', { source: 'system' }),
    confirmed_at: instant().optional().personal(informing, 'time', { source: 'system' }),
    finished_at: instant().optional().notPersonal('when the last mail was settled'),
  },
)
export type InformationMail = Selected<typeof informationMails>

export const db = tables({ information_mails: informationMails })

dataKind('information_mails', {
  name: { de: 'Informationsmails', en: 'Information mails' },
  about: 'staff',
  columns: {
    written_by: { de: 'Geschrieben von', en: 'Written by' },
    confirmed_by: { de: 'Freigegeben von', en: 'Confirmed by' },
    confirmed_at: { de: 'Freigegeben am', en: 'Confirmed on' },
  },
})
