import type { Bilingual } from '#platform/data/activity.ts'
import type { Table } from '#platform/data/table.ts'
import type { Language } from '#platform/text/language.ts'
import { allKinds, type DataKind } from '../kinds.ts'
import { words } from '../notice/words.ts'

// A column means the same wherever it has the same name; a module says it more closely where it can.
const common: Readonly<Record<string, Bilingual>> = {
  id: { de: 'Kennung', en: 'Identifier' },
  person_id: { de: 'Ihre Kennung', en: 'Your identifier' },
  account_id: { de: 'Kennung des Kontos', en: 'Identifier of the account' },
  name: { de: 'Name', en: 'Name' },
  mail: { de: 'Mailadresse', en: 'Mail address' },
  phone: { de: 'Telefonnummer', en: 'Phone number' },
  language: { de: 'Sprache', en: 'Language' },
  state: { de: 'Stand', en: 'State' },
  note: { de: 'Notiz', en: 'Note' },
  reason: { de: 'Grund', en: 'Reason' },
  browser: { de: 'Browser', en: 'Browser' },
  role: { de: 'Rolle', en: 'Role' },
  kind: { de: 'Art', en: 'Kind' },
  created_at: { de: 'Angelegt am', en: 'Recorded on' },
  sent_at: { de: 'Gesendet am', en: 'Sent on' },
  ended_at: { de: 'Ende (ab hier läuft die Frist)', en: 'End (the period runs from here)' },
  expires_at: { de: 'Gültig bis', en: 'Valid until' },
  used_at: { de: 'Benutzt am', en: 'Used on' },
  closed_at: { de: 'Geschlossen am', en: 'Closed on' },
  given_at: { de: 'Erteilt am', en: 'Given on' },
  withdrawn_at: { de: 'Widerrufen am', en: 'Withdrawn on' },
  last_seen_at: { de: 'Zuletzt benutzt am', en: 'Last used on' },
  joined_at: { de: 'Dabei seit', en: 'Member since' },
  left_at: { de: 'Ausgeschieden am', en: 'Left on' },
  received_at: { de: 'Eingegangen am', en: 'Received on' },
  decided_at: { de: 'Entschieden am', en: 'Decided on' },
  decided_by: { de: 'Entschieden von', en: 'Decided by' },
  set_by: { de: 'Gesetzt von', en: 'Set by' },
  set_at: { de: 'Gesetzt am', en: 'Set on' },
  made_by: { de: 'Angelegt von', en: 'Made by' },
  due_at: { de: 'Fällig am', en: 'Due on' },
  due_on: { de: 'Fällig am', en: 'Due on' },
  received_on: { de: 'Eingegangen am (Tag)', en: 'Received on (day)' },
  requested_at: { de: 'Erbeten am', en: 'Asked for on' },
  requested_by: { de: 'Erbeten von', en: 'Asked for by' },
  found_at: { de: 'Gefunden am', en: 'Found on' },
  found_by: { de: 'Gefunden anhand von', en: 'Found by' },
  found_in: { de: 'Gefunden in', en: 'Found in' },
  listed_at: { de: 'Aufgeführt am', en: 'Listed on' },
  changed_at: { de: 'Geändert am', en: 'Changed on' },
  reported_by: { de: 'Gemeldet von', en: 'Reported by' },
  assessed_by: { de: 'Geprüft von', en: 'Assessed by' },
  given_by: { de: 'Erteilt von', en: 'Given by' },
  disclosed_at: { de: 'Mitgeteilt am', en: 'Disclosed on' },
  disclosed_by: { de: 'Mitgeteilt von', en: 'Disclosed by' },
  by: { de: 'Von', en: 'By' },
  at: { de: 'Am', en: 'On' },
  from_at: { de: 'Von (Zeitpunkt)', en: 'From (point in time)' },
  until_at: { de: 'Bis (Zeitpunkt)', en: 'Until (point in time)' },
  title: { de: 'Überschrift', en: 'Title' },
  content: { de: 'Inhalt', en: 'Content' },
  answer: { de: 'Rückmeldung', en: 'Answer' },
  what: { de: 'Was', en: 'What' },
  place: { de: 'Wo', en: 'Where' },
  scope: { de: 'Umfang', en: 'Scope' },
  reference: { de: 'Aktenzeichen', en: 'Reference' },
  authority: { de: 'Behörde', en: 'Authority' },
  legal_ground: { de: 'Rechtsgrund', en: 'Legal ground' },
  consequences: { de: 'Folgen', en: 'Consequences' },
  measures: { de: 'Maßnahmen', en: 'Measures' },
  risk_reason: { de: 'Begründung des Risikos', en: 'Reason for the risk' },
  delay_reason: { de: 'Grund der Verspätung', en: 'Reason for the delay' },
  people_reason: { de: 'Begründung zur Benachrichtigung', en: 'Reason about telling people' },
  decision: { de: 'Entscheidung', en: 'Decision' },
  decision_reason: { de: 'Begründung der Entscheidung', en: 'Reason for the decision' },
  result: { de: 'Ergebnis', en: 'Result' },
  activity: { de: 'Wofür', en: 'What for' },
  special: { de: 'Besonders geschützte Angaben', en: 'Specially protected data' },
  message: { de: 'Nachricht', en: 'Message' },
  address: { de: 'Anschrift', en: 'Postal address' },
  applicant_id: { de: 'Kennung der antragstellenden Person', en: 'Identifier of the applicant' },
  channel: { de: 'Eingangsweg', en: 'Channel' },
  ground: { de: 'Grund', en: 'Ground' },
  outcome: { de: 'Ausgang', en: 'Outcome' },
  refusal: { de: 'Ablehnungsgrund', en: 'Ground of refusal' },
  until: { de: 'Bis', en: 'Until' },
  file: { de: 'Datei', en: 'File' },
  for_other: { de: 'Für eine andere Person', en: 'For another person' },
  mail_proven_at: { de: 'Mailadresse bestätigt am', en: 'Mail address confirmed on' },
  identity: { de: 'Prüfung der Person', en: 'Check of the person' },
  identity_method: { de: 'Wie geprüft', en: 'How checked' },
  identity_at: { de: 'Geprüft am', en: 'Checked on' },
  pauses: { de: 'Unterbrechungen der Frist', en: 'Pauses of the period' },
  extended: { de: 'Verlängert um (Monate)', en: 'Extended by (months)' },
  nothing_held: { de: 'Nichts gespeichert', en: 'Nothing kept' },
  carried_at: { de: 'Ausgeführt am', en: 'Carried out on' },
  carried: { de: 'Was ausgeführt wurde', en: 'What was carried out' },
  also: { de: 'Weitere Angaben zur Person', en: 'More about the person' },
  facts: { de: 'Einzelheiten', en: 'Details' },
  made_at: { de: 'Erstellt am', en: 'Made on' },
  sent_on: { de: 'Abgeschickt am', en: 'Sent off on' },
}

/**
 * What a personal column is called in an answer: as its module says, by what its name always means, or by its category
 * where no other column of the table has it. Undefined when nobody has words for it; a test fails then.
 */
export function columnWords(
  table: Table,
  column: string,
  kinds: ReadonlyMap<string, DataKind> = allKinds(),
): Bilingual | undefined {
  const told = kinds.get(table.name)?.columns?.[column] ?? common[column]
  if (told) return told
  const treatment = table.columns[column]?.treatment
  if (!treatment || !('category' in treatment)) return undefined
  const { category } = treatment
  const alike = Object.values(table.columns).filter(
    (other) => 'category' in other.treatment && other.treatment.category === category,
  )
  if (alike.length > 1 || category === 'identifier') return undefined
  return { de: words.de.categories[category], en: words.en.categories[category] }
}

/** What people call the data of a table. */
export const kindName = (
  table: string,
  language: Language,
  kinds: ReadonlyMap<string, DataKind> = allKinds(),
): string => kinds.get(table)?.name[language] ?? table
