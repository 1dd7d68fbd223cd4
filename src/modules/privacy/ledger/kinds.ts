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
