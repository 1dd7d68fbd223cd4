import { bytes, flag, instant, integer, json, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { table } from '#platform/data/table.ts'
import { connector, dataKind } from '#privacy'
import type { DomainReport } from './dns-rules.ts'

/** The mail server that an organisation brings: whoever runs it receives every mail of the organisation. */
export const ownMailServer = connector({
  name: 'mail-server',
  recipient: 'mail-server',
  label: { de: 'Eigener Mailserver', en: 'Own mail server' },
  task: { de: 'versendet die Mails', en: 'sends the mails' },
})

const setting = 'setting of the organisation'

export const mailSenders = table(
  'mail_senders',
  { subject: { none: 'the organisation’s own sender address and mail server' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    address: text().notPersonal('address of the organisation, as it stands in every mail'),
    domain: text().notPersonal(setting),
    address_active: flag().defaulted().notPersonal(setting),
    host: text().defaulted().notPersonal(setting),
    port: integer().defaulted().notPersonal(setting),
    security: text().defaulted().notPersonal(setting),
    username: text().defaulted().notPersonal('account of the organisation at its mail server'),
    password: bytes().optional().notPersonal('secret of the organisation, sealed under its key'),
    server_active: flag().defaulted().notPersonal(setting),
    per_minute: integer().optional().notPersonal(setting),
    domain_per_minute: integer().optional().notPersonal(setting),
    tested_at: instant().optional().notPersonal('when a test mail was last sent'),
    tested: text().defaulted().notPersonal('what came of it, as a code'),
    checked_at: instant().optional().notPersonal('when the DNS was last asked'),
    report: json<DomainReport>().optional().notPersonal('what the DNS said'),
    version: integer().defaulted().notPersonal('guards against two editors at once'),
    changed_at: instant().notPersonal('when it was last changed'),
  },
)

export const dkimKeys = table(
  'dkim_keys',
  { subject: { none: 'keys with which the organisation signs its mails' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    domain: text().notPersonal(setting),
    selector: text().notPersonal('name of the key in the DNS'),
    algorithm: text().notPersonal(setting),
    public_key: text().notPersonal('public key, stands in the DNS'),
    private_key: bytes().optional().notPersonal('secret of the organisation, sealed under its key'),
    state: text().notPersonal('whether it signs'),
    seen_at: instant().optional().notPersonal('when the DNS last showed it'),
    made_at: instant().notPersonal('when it was made'),
    signing_since: instant().optional().notPersonal('since when it signs'),
    left_at: instant().optional().notPersonal('since when it signs no longer'),
  },
)

export const sendersDb = tables({ mail_senders: mailSenders, dkim_keys: dkimKeys })

dataKind('mail_senders', { name: { de: 'Absender der Mails', en: 'Sender of the mails' } })
dataKind('dkim_keys', { name: { de: 'Schlüssel für Mail-Signaturen', en: 'Keys for signing mails' } })
