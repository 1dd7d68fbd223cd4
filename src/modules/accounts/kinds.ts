import type { Language } from '#platform/text/language.ts'
import { dataKind, ledgerFact, ledgerKind } from '#privacy'
import './life/kinds.ts'
import { isRole } from './roles.ts'
import { words } from './texts.ts'

// The plain words for this module's tables in notice, register and retention matrix.
dataKind('accounts', {
  name: { de: 'Konten von Mitarbeitenden', en: 'Accounts of staff' },
  about: 'staff',
  columns: { works_for: { de: 'Arbeitet für', en: 'Works for' } },
  start: { de: 'nach dem Schließen des Kontos', en: 'after the account was closed' },
})
dataKind('sessions', {
  name: { de: 'Anmeldungen von Mitarbeitenden', en: 'Sessions of staff' },
  about: 'staff',
  columns: {
    system: { de: 'Betriebssystem', en: 'Operating system' },
    strength: { de: 'Stärke der Anmeldung', en: 'Strength of the sign-in' },
    confirmed_at: { de: 'Zuletzt bestätigt am', en: 'Last confirmed on' },
  },
  start: { de: 'nach dem Ende der Anmeldung', en: 'after the session has ended' },
})
dataKind('resets', {
  name: { de: 'Links zum Setzen eines Passworts', en: 'Links to set a password' },
  about: 'staff',
  start: { de: 'nach dem Ablauf des Links', en: 'after the link has expired' },
})
dataKind('set_up_links', {
  name: { de: 'Links zum Einrichten', en: 'Set-up links' },
  start: { de: 'nach dem Ablauf des Links', en: 'after the link has expired' },
})
dataKind('attempts', {
  name: { de: 'Gescheiterte Anmeldungen', en: 'Failed sign-ins' },
  start: { de: 'nach dem letzten Versuch', en: 'after the last attempt' },
})
dataKind('members', {
  name: { de: 'Mitglieder und ihre Rollen', en: 'Members and their roles' },
  about: 'staff',
  start: { de: 'nach dem Ausscheiden', en: 'after the membership has ended' },
})
dataKind('logos', { name: { de: 'Logo der Organisation', en: 'Logo of the organisation' } })

const lastUsed = { de: 'Zuletzt benutzt am', en: 'Last used on' }
dataKind('passkeys', {
  name: { de: 'Passkeys von Mitarbeitenden', en: 'Passkeys of staff' },
  about: 'staff',
  columns: {
    credential_id: { de: 'Kennung des Passkeys', en: 'Identifier of the passkey' },
    public_key: { de: 'Öffentlicher Schlüssel', en: 'Public key' },
    counter: { de: 'Zähler des Passkeys', en: 'Counter of the passkey' },
    transports: { de: 'Verbindungsarten', en: 'Ways of connecting' },
    name: { de: 'Name des Passkeys', en: 'Name of the passkey' },
    backed_up: { de: 'Auf mehreren Geräten gesichert', en: 'Saved on several devices' },
    last_used_at: lastUsed,
  },
})
dataKind('authenticators', {
  name: { de: 'Codes aus einer App (zweiter Faktor)', en: 'Codes from an app (second factor)' },
  about: 'staff',
  columns: {
    secret: { de: 'Geheimnis der App', en: 'Secret of the app' },
    last_step: { de: 'Zuletzt benutzter Code', en: 'Code used last' },
    last_used_at: lastUsed,
  },
})
dataKind('recovery_codes', {
  name: { de: 'Notfallcodes', en: 'Recovery codes' },
  about: 'staff',
  columns: { code_hash: { de: 'Prüfwert des Codes', en: 'Hash of the code' } },
})
dataKind('known_devices', {
  name: { de: 'Bekannte Geräte von Mitarbeitenden', en: 'Known devices of staff' },
  about: 'staff',
  columns: { token: { de: 'Kennzeichen des Geräts', en: 'Mark of the device' } },
})
dataKind('spent_tickets', {
  name: { de: 'Verbrauchte Einmalwerte der Anmeldung', en: 'Used one-time values of the sign-in' },
  start: { de: 'nach dem Ablauf', en: 'after expiry' },
})

// How this module's entries of the ledger are called where people read them.
ledgerKind('accounts.member-added', { de: 'Mitglied aufgenommen', en: 'Member added' })
ledgerKind('accounts.member-removed', { de: 'Mitglied ausgeschieden', en: 'Member removed' })
ledgerKind('accounts.factors-demanded', { de: 'Zweiter Faktor verlangt', en: 'Second factor demanded' })
ledgerKind('accounts.role-changed', { de: 'Rolle geändert', en: 'Role changed' })
ledgerKind('accounts.member-left', { de: 'Mitglied hat verlassen', en: 'Member left' })
ledgerKind('accounts.mail-changed', {
  de: 'Mailadresse eines Kontos geändert',
  en: 'Mail address of an account changed',
})
ledgerKind('accounts.main-offered', { de: 'Hauptadministration angeboten', en: 'Main administration offered' })
ledgerKind('accounts.organisation-cancelled', { de: 'Organisation gekündigt', en: 'Organisation cancelled' })
ledgerKind('accounts.cancellation-undone', { de: 'Kündigung zurückgenommen', en: 'Cancellation undone' })
ledgerKind('accounts.organisation-exported', { de: 'Alle Daten mitgenommen', en: 'All data taken along' })
ledgerKind('accounts.invited', { de: 'Mitglied eingeladen', en: 'Member invited' })
ledgerKind('accounts.invitation-withdrawn', { de: 'Einladung zurückgezogen', en: 'Invitation withdrawn' })
ledgerKind('accounts.join-code', { de: 'Beitrittscode geändert', en: 'Join code changed' })
ledgerKind('accounts.join-decided', { de: 'Über Beitritt entschieden', en: 'Joining decided on' })
ledgerKind('accounts.right-given', { de: 'Recht erteilt', en: 'Right given' })
ledgerKind('accounts.right-taken', { de: 'Recht entzogen', en: 'Right taken back' })
ledgerKind('accounts.organisation-changed', {
  de: 'Angaben der Organisation geändert',
  en: 'Facts of the organisation changed',
})
const asRole = (value: string, language: Language) => (isRole(value) ? words(language).roles[value] : undefined)
ledgerFact('role', { de: 'Rolle', en: 'Role' }, asRole)
ledgerFact('before', { de: 'vorher', en: 'before' }, asRole)
ledgerFact('after', { de: 'nachher', en: 'afterwards' }, asRole)
