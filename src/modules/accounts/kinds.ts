import { dataKind } from '#privacy'

// The plain words for this module's tables in notice, register and retention matrix.
dataKind('accounts', {
  name: { de: 'Konten von Mitarbeitenden', en: 'Accounts of staff' },
  about: 'staff',
  start: { de: 'nach dem Schließen des Kontos', en: 'after the account was closed' },
})
dataKind('sessions', {
  name: { de: 'Anmeldungen von Mitarbeitenden', en: 'Sessions of staff' },
  about: 'staff',
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
