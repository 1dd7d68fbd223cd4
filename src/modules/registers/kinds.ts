import { ledgerKind } from '#privacy'

// How this module's entries of the ledger are called where people read them.
ledgerKind('access.recorded', { de: 'Zugriff auf Personendaten', en: 'Access to personal data' })
ledgerKind('connector.on', { de: 'Anschluss eingeschaltet', en: 'Connector switched on' })
ledgerKind('connector.off', { de: 'Anschluss ausgeschaltet', en: 'Connector switched off' })
ledgerKind('processor.added', { de: 'Auftragsverarbeiter eingetragen', en: 'Processor entered' })
ledgerKind('processor.changed', { de: 'Auftragsverarbeiter geändert', en: 'Processor changed' })
ledgerKind('processor.ended', { de: 'Auftragsverarbeitung beendet', en: 'Processing on behalf ended' })
ledgerKind('processor.instructed', { de: 'Weisung erteilt', en: 'Instruction given' })
ledgerKind('sub-processor.announced', { de: 'Unterauftrag angekündigt', en: 'Sub-processor announced' })
ledgerKind('sub-processor.ended', { de: 'Unterauftrag beendet', en: 'Sub-processor ended' })
ledgerKind('sub-processor.decided', { de: 'Über Unterauftrag entschieden', en: 'Sub-processor decided on' })
ledgerKind('measures.checked', { de: 'Maßnahmen geprüft', en: 'Measures checked' })
ledgerKind('measures.duty-set', { de: 'Aufgabe zu einer Maßnahme gesetzt', en: 'Duty of a measure set' })
ledgerKind('measures.duty-ended', { de: 'Aufgabe zu einer Maßnahme beendet', en: 'Duty of a measure ended' })
ledgerKind('review.requested', { de: 'Einsicht in Protokolle verlangt', en: 'Review of logs asked for' })
ledgerKind('review.decided', { de: 'Über Einsicht entschieden', en: 'Review decided on' })
ledgerKind('review.looked', { de: 'Protokolle eingesehen', en: 'Logs looked at' })
ledgerKind('review.closed', { de: 'Einsicht abgeschlossen', en: 'Review closed' })
ledgerKind('breach.recorded', { de: 'Vorfall festgehalten', en: 'Breach recorded' })
ledgerKind('breach.changed', { de: 'Vorfall ergänzt', en: 'Breach amended' })
ledgerKind('breach.counted', { de: 'Betroffene eines Vorfalls gezählt', en: 'People affected by a breach counted' })
ledgerKind('breach.assessed', { de: 'Vorfall bewertet', en: 'Breach assessed' })
ledgerKind('breach.notified', { de: 'Vorfall der Aufsicht gemeldet', en: 'Breach notified to the authority' })
ledgerKind('breach.followed-up', { de: 'Meldung ergänzt', en: 'Notification followed up' })
ledgerKind('breach.told', { de: 'Betroffene benachrichtigt', en: 'People told of a breach' })
ledgerKind('breach.note', { de: 'Notiz zu einem Vorfall', en: 'Note on a breach' })
ledgerKind('breach.reminded', { de: 'An Meldefrist erinnert', en: 'Reminded of the 72 hours' })
ledgerKind('breach.closed', { de: 'Vorfall abgeschlossen', en: 'Breach closed' })
ledgerKind('impact.tested', {
  de: 'Schwelle zur Folgenabschätzung geprüft',
  en: 'Threshold of impact assessment tested',
})
ledgerKind('impact.assessed', { de: 'Folgen abgeschätzt', en: 'Impact assessed' })
ledgerKind('impact.ended', { de: 'Folgenabschätzung beendet', en: 'Impact assessment ended' })
ledgerKind('disclosure.recorded', { de: 'Auskunft an eine Behörde', en: 'Disclosure to an authority' })
ledgerKind('disclosure.changed', { de: 'Auskunft an eine Behörde berichtigt', en: 'Disclosure to an authority mended' })
ledgerKind('disclosure.people', { de: 'Personen zu einer Auskunft eingetragen', en: 'People of a disclosure entered' })
ledgerKind('disclosure.taken-off', {
  de: 'Person aus einer Auskunft ausgetragen',
  en: 'Person of a disclosure taken off',
})
