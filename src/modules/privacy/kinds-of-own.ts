import { dataKind } from './kinds.ts'

// What the tables of privacy and of the platform hold, in plain words.
dataKind('consents', { name: { de: 'Einwilligungen und gezeigte Hinweise', en: 'consents and texts shown' } })
dataKind('wordings', { name: { de: 'Wortlaut der gezeigten Hinweise', en: 'wording of the texts shown' } })
dataKind('notice_versions', { name: { de: 'Fassungen der Datenschutzhinweise', en: 'versions of the privacy notice' } })
dataKind('holds', { name: { de: 'Löschsperren', en: 'holds against deletion' } })
dataKind('erasures_waiting', {
  name: { de: 'Löschungen, die auf das Ende einer Sperre warten', en: 'erasures that wait for the end of a hold' },
})
dataKind('blob_removals', {
  name: { de: 'Dateien, die gleich gelöscht werden', en: 'files about to be deleted' },
})
dataKind('tombstones', { name: { de: 'Merkzeichen gelöschter Personen', en: 'marks of erased people' } })
dataKind('deletion_runs', { name: { de: 'Berichte der Löschläufe', en: 'reports of deletion runs' } })
dataKind('verify_results', {
  name: { de: 'Ergebnisse der Prüfungen', en: 'results of checks' },
  start: { de: 'nach der Prüfung', en: 'after the check' },
})
dataKind('ledger_leaves', { name: { de: 'Nachweise ohne Personenbezug', en: 'evidence without personal data' } })
dataKind('ledger_tree', { name: { de: 'Reihenfolge der Nachweise', en: 'order of evidence' } })
dataKind('ledger_checkpoints', { name: { de: 'Signierte Stände der Nachweise', en: 'signed states of evidence' } })
dataKind('ledger_nodes', { name: { de: 'Zwischenstände der Nachweise', en: 'intermediate states of evidence' } })
dataKind('checkpoint_copies', {
  name: { de: 'Stand der Kopien außer Haus', en: 'state of the copies outside' },
})
dataKind('organisations', { name: { de: 'Angaben der Organisation', en: 'facts of the organisation' } })
dataKind('organisation_keys', { name: { de: 'Schlüssel der Organisation', en: 'keys of the organisation' } })
dataKind('person_keys', { name: { de: 'Schlüssel je Person', en: 'keys per person' } })
