import type { Bilingual } from '#platform/data/activity.ts'
import type { Language } from '#platform/text/language.ts'

const kinds = new Map<string, Bilingual>()

/** How entries of a kind are called where people read the ledger or a receipt; told by the module that writes them. */
export function ledgerKind(kind: string, name: Bilingual): void {
  if (kinds.has(kind)) throw new Error(`the ledger's kind ${kind} is told twice`)
  kinds.set(kind, name)
}

/** The name of a kind; one that nobody has told stands as it was written. */
export const nameOfEntry = (kind: string, language: Language): string => kinds.get(kind)?.[language] ?? kind

/** The kinds that have a name, by it; for a choice. */
export const kindNames = (language: Language): { value: string; label: string }[] =>
  [...kinds]
    .map(([value, name]) => ({ value, label: name[language] }))
    .toSorted((a, b) => a.label.localeCompare(b.label, language))

ledgerKind('consent.given', { de: 'Einwilligung erteilt', en: 'Consent given' })
ledgerKind('consent.withdrawn', { de: 'Einwilligung widerrufen', en: 'Consent withdrawn' })
ledgerKind('notice.published', { de: 'Datenschutzhinweise veröffentlicht', en: 'Privacy notice published' })
ledgerKind('erasure.done', { de: 'Daten gelöscht', en: 'Data erased' })
ledgerKind('deletion-run.done', { de: 'Löschlauf beendet', en: 'Deletion run finished' })
ledgerKind('verify.done', { de: 'Zusagen geprüft', en: 'Promises checked' })
ledgerKind('organisation.erased', { de: 'Organisation gelöscht', en: 'Organisation erased' })
ledgerKind('ledger.forked', {
  de: 'Weiter ab einer Sicherung: später Unterschriebenes ist verloren',
  en: 'Goes on from a backup: what was signed later is lost',
})
ledgerKind('consent.emptied', { de: 'Angaben nach Widerruf gelöscht', en: 'Data erased after withdrawal' })
ledgerKind('notice.use-announced', { de: 'Neuer Zweck angekündigt', en: 'New purpose announced' })
ledgerKind('notice.use-told', { de: 'Betroffene über neuen Zweck informiert', en: 'People told of a new purpose' })
ledgerKind('notice.use-begun', { de: 'Neuer Zweck begonnen', en: 'New purpose begun' })
ledgerKind('hold.set', { de: 'Löschsperre gesetzt', en: 'Hold set' })
ledgerKind('hold.released', { de: 'Löschsperre aufgehoben', en: 'Hold released' })
ledgerKind('restriction.set', { de: 'Verarbeitung eingeschränkt', en: 'Processing restricted' })
ledgerKind('restriction.lifting-announced', {
  de: 'Ende der Einschränkung angekündigt',
  en: 'End of restriction announced',
})
ledgerKind('restriction.lifted', { de: 'Einschränkung aufgehoben', en: 'Restriction lifted' })
ledgerKind('objection.raised', { de: 'Widerspruch erhoben', en: 'Objection raised' })
ledgerKind('objection.weighed', { de: 'Widerspruch abgewogen', en: 'Objection weighed' })
ledgerKind('objection.advertising', { de: 'Widerspruch gegen Werbung', en: 'Objection to advertising' })
ledgerKind('objection.withdrawn', { de: 'Widerspruch zurückgenommen', en: 'Objection taken back' })
ledgerKind('suppression.set', { de: 'Adresse gesperrt', en: 'Address blocked' })
ledgerKind('suppression.lifted', { de: 'Sperre einer Adresse aufgehoben', en: 'Block of an address lifted' })
ledgerKind('correction.asked', { de: 'Berichtigung verlangt', en: 'Correction asked for' })
ledgerKind('answer.opened', { de: 'Daten für eine Auskunft geöffnet', en: 'Data opened for an answer' })
ledgerKind('answer.portable', { de: 'Daten zum Mitnehmen zusammengestellt', en: 'Portable data put together' })
ledgerKind('portable.imported', { de: 'Mitgebrachte Daten übernommen', en: 'Portable data taken in' })
