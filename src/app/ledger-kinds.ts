import { ledgerKind } from '#privacy'

// How entries of the ledger are called where people read them; what a module has told itself stands with it.
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
ledgerKind('access.recorded', { de: 'Zugriff auf Personendaten', en: 'Access to personal data' })
ledgerKind('connector.on', { de: 'Anschluss eingeschaltet', en: 'Connector switched on' })
ledgerKind('connector.off', { de: 'Anschluss ausgeschaltet', en: 'Connector switched off' })
ledgerKind('processor.added', { de: 'Auftragsverarbeiter eingetragen', en: 'Processor entered' })
ledgerKind('processor.changed', { de: 'Auftragsverarbeiter geändert', en: 'Processor changed' })
ledgerKind('processor.ended', { de: 'Auftragsverarbeitung beendet', en: 'Processing on behalf ended' })
ledgerKind('processor.instructed', { de: 'Weisung erteilt', en: 'Instruction given' })
ledgerKind('sub-processor.announced', { de: 'Unterauftrag angekündigt', en: 'Sub-processor announced' })
ledgerKind('sub-processor.decided', { de: 'Über Unterauftrag entschieden', en: 'Sub-processor decided on' })
ledgerKind('measures.checked', { de: 'Maßnahmen geprüft', en: 'Measures checked' })
ledgerKind('measures.duty-set', { de: 'Aufgabe zu einer Maßnahme gesetzt', en: 'Duty of a measure set' })
ledgerKind('measures.duty-ended', { de: 'Aufgabe zu einer Maßnahme beendet', en: 'Duty of a measure ended' })
ledgerKind('review.requested', { de: 'Einsicht in Protokolle verlangt', en: 'Review of logs asked for' })
ledgerKind('review.decided', { de: 'Über Einsicht entschieden', en: 'Review decided on' })
ledgerKind('review.looked', { de: 'Protokolle eingesehen', en: 'Logs looked at' })
ledgerKind('review.closed', { de: 'Einsicht abgeschlossen', en: 'Review closed' })
ledgerKind('answer.ready', { de: 'Antwort bereitgelegt', en: 'Answer laid ready' })
ledgerKind('answer.fetched', { de: 'Antwort abgeholt', en: 'Answer fetched' })
ledgerKind('answer.taken-back', { de: 'Antwort zurückgenommen', en: 'Answer taken back' })
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
