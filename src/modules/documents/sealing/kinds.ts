import { dataKind, ledgerKind } from '#privacy'

const own = { de: 'Eigener Schlüssel für verschlossene Archive', en: 'Own key for sealed archives' }

dataKind('document_api_keys', {
  name: { de: 'Zugangsschlüssel für Geräte und Programme', en: 'Access keys for devices and programs' },
  start: { de: 'nachdem der Schlüssel entzogen wurde', en: 'after the key was taken back' },
})
dataKind('document_member_keys', {
  name: { de: 'Schlüssel von Mitgliedern für verschlossene Archive', en: 'Keys of members for sealed archives' },
  columns: {
    public_key: { de: 'Öffentlicher Schlüssel', en: 'Public key' },
    private_key: { de: 'Verschlossener privater Schlüssel', en: 'Locked private key' },
    salt: { de: 'Zufallswert zur Passphrase', en: 'Random value of the passphrase' },
    rounds: { de: 'Rechenaufwand der Passphrase', en: 'Work factor of the passphrase' },
    created_at: { de: 'Angelegt am', en: 'Made on' },
  },
  hidden: { public_key: own, private_key: own, salt: own, rounds: own },
})
dataKind('document_archive_members', {
  name: { de: 'Mitglieder verschlossener Archive', en: 'Members of sealed archives' },
  columns: { added_at: { de: 'Aufgenommen am', en: 'Added on' } },
  hidden: { sealed_key: { de: 'Schlüssel des Archivs', en: 'Key of the archive' } },
})

const byMembers = {
  de: 'Kann nur das Gerät eines Mitglieds dieses Archivs öffnen; fragen Sie dort danach',
  en: 'Only the device of a member of this archive can open it; ask there for it',
}
dataKind('document_sealed_texts', {
  name: { de: 'Verschlossene Texte von Unterlagen', en: 'Sealed texts of documents' },
  hidden: { box: byMembers },
})
dataKind('document_sealed_notes', {
  name: { de: 'Verschlossene Notizen auf Unterlagen', en: 'Sealed notes on documents' },
  columns: { made_at: { de: 'Angebracht am', en: 'Put there on' } },
  hidden: { box: byMembers },
})

ledgerKind('documents.api-key-made', { de: 'Zugangsschlüssel angelegt', en: 'Access key made' })
ledgerKind('documents.api-key-ended', { de: 'Zugangsschlüssel entzogen', en: 'Access key taken back' })
ledgerKind('documents.member-key-kept', { de: 'Eigener Schlüssel hinterlegt', en: 'Own key kept' })
ledgerKind('documents.archive-member-added', {
  de: 'Mitglied in ein verschlossenes Archiv aufgenommen',
  en: 'Member let into a sealed archive',
})
ledgerKind('documents.archive-member-removed', {
  de: 'Mitglied aus einem verschlossenen Archiv genommen',
  en: 'Member removed from a sealed archive',
})
