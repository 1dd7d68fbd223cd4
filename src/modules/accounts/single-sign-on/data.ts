import { bytes, flag, instant, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { table } from '#platform/data/table.ts'
import { connector, dataKind, ledgerKind } from '#privacy'
import { members, signingIn } from '../data.ts'

/** Whoever runs the provider learns when somebody signs in here, and as whom. */
export const signOnProvider = connector({
  name: 'sign-on',
  recipient: 'sign-on',
  label: { de: 'Anmeldung über einen Anbieter (Single Sign-on)', en: 'Sign-in by a provider (single sign-on)' },
  task: { de: 'bestätigt die Anmeldung von Mitarbeitenden', en: 'confirms the sign-in of staff' },
})

const setting = 'setting of the organisation'

export const signOnProviders = table(
  'sign_on_providers',
  { subject: { none: 'the organisation’s own provider for signing in' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    name: text().notPersonal(setting),
    issuer: text().notPersonal(setting),
    client_id: text().notPersonal(setting),
    client_secret: bytes().notPersonal('secret of the organisation, sealed under its key'),
    trusts_mail: flag().notPersonal(setting),
    active: flag().defaulted().notPersonal(setting),
    changed_at: instant().notPersonal('when it was last changed'),
  },
)

const bySystem = { source: 'system' } as const

export const signOnLinks = table(
  'sign_on_links',
  { subject: { goesWith: 'members', by: 'member_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    member_id: uuid().personal(signingIn, 'identifier', bySystem),
    subject: bytes().personal(signingIn, 'identifier', { source: 'system', onAccess: 'redact' }),
    created_at: instant().personal(signingIn, 'time', bySystem),
    last_used_at: instant().personal(signingIn, 'time', bySystem),
  },
)

export const db = tables({
  sign_on_providers: signOnProviders,
  sign_on_links: signOnLinks,
  members,
})

dataKind('sign_on_providers', {
  name: { de: 'Anbieter für die Anmeldung', en: 'Provider for signing in' },
})
dataKind('sign_on_links', {
  name: { de: 'Verknüpfungen mit dem Anbieter der Anmeldung', en: 'Links with the provider of the sign-in' },
  about: 'staff',
  columns: {
    member_id: { de: 'Mitgliedschaft', en: 'Membership' },
    subject: { de: 'Kennzeichen beim Anbieter', en: 'Mark at the provider' },
    last_used_at: { de: 'Zuletzt benutzt am', en: 'Last used on' },
  },
})

ledgerKind('sign-on.changed', { de: 'Anbieter der Anmeldung geändert', en: 'Provider of the sign-in changed' })
ledgerKind('sign-on.switched', {
  de: 'Anmeldung über den Anbieter ein- oder ausgeschaltet',
  en: 'Sign-in by the provider switched on or off',
})
ledgerKind('sign-on.removed', { de: 'Anbieter der Anmeldung entfernt', en: 'Provider of the sign-in removed' })
