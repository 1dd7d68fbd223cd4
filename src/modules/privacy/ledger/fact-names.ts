import type { Language } from '#platform/text/language.ts'

// What facts are called that entries of several modules bear; one module's own are told by `ledgerFact`.
const names: readonly (readonly [fact: string, de: string, en: string])[] = [
  ['ADVERTISING', 'Werbung', 'advertising'],
  ['accesses', 'Zugriffe', 'accesses'],
  ['active', 'eingeschaltet', 'switched on'],
  ['added', 'hinzugekommen', 'added'],
  ['allowed', 'erlaubt', 'allowed'],
  ['archives', 'Archive', 'archives'],
  ['backup', 'Sicherung', 'backup'],
  ['blobs', 'Dateien', 'files'],
  ['complete', 'vollständig', 'complete'],
  ['confirmed', 'bestätigt', 'confirmed'],
  ['connector', 'Anschluss', 'connector'],
  ['consents', 'Einwilligungen', 'consents'],
  ['count', 'Anzahl', 'number'],
  ['decided', 'entschieden', 'decided'],
  ['decision', 'Entscheidung', 'decision'],
  ['demo', 'erfunden', 'invented'],
  ['documents', 'Unterlagen', 'documents'],
  ['dropped', 'weggefallen', 'dropped'],
  ['ends', 'endet am', 'ends on'],
  ['entered', 'eingetragen', 'entered'],
  ['entries', 'Einträge', 'entries'],
  ['files', 'Dateien', 'files'],
  ['ground', 'Grund', 'ground'],
  ['items', 'Angaben', 'items'],
  ['kind', 'Art', 'kind'],
  ['kinds', 'Datenarten', 'kinds of data'],
  ['ledger', 'Einträge im Protokoll', 'entries of the ledger'],
  ['measures', 'Maßnahmen', 'measures'],
  ['megabytes', 'Megabyte', 'megabytes'],
  ['modules', 'Teile des Programms', 'parts of the program'],
  ['most', 'höchstens', 'at most'],
  ['moved', 'anderer Anbieter', 'another provider'],
  ['objects', 'einzelne Einträge', 'single entries'],
  ['organisations', 'Organisationen', 'organisations'],
  ['outcome', 'Ergebnis', 'outcome'],
  ['persons', 'Personen', 'people'],
  ['provider', 'Anbieter', 'provider'],
  ['reached', 'erreicht', 'reached'],
  ['residual', 'verbleibendes Risiko', 'remaining risk'],
  ['rows', 'Einträge', 'entries'],
  ['signer', 'unterschrieben mit Schlüssel', 'signed with key'],
  ['table', 'Daten', 'data'],
  ['tables', 'Tabellen', 'tables'],
  ['times', 'zum wievielten Mal', 'how many times'],
  ['until', 'bis', 'until'],
  ['use', 'Zweck', 'purpose'],
  ['waiting', 'Tabellen, deren Nacht noch kommt', 'tables whose night is still to come'],
  ['what', 'Was', 'what'],
  ['wish', 'Wunsch', 'wish'],
  ['done', 'gelungen', 'succeeded'],
]

const known = new Map(names.map(([fact, de, en]) => [fact, { de, en }]))

export const commonFact = (fact: string, language: Language): string | undefined => known.get(fact)?.[language]

const values: Readonly<Record<string, Readonly<Record<string, Readonly<Record<Language, string>>>>>> = {
  decision: {
    approved: { de: 'zugestimmt', en: 'approved' },
    refused: { de: 'abgelehnt', en: 'refused' },
    accepted: { de: 'angenommen', en: 'accepted' },
    objected: { de: 'widersprochen', en: 'objected to' },
  },
  outcome: {
    upheld: { de: 'stattgegeben', en: 'upheld' },
    overridden: { de: 'überwogen', en: 'overridden' },
    required: { de: 'Abschätzung nötig', en: 'assessment necessary' },
    'not-required': { de: 'keine Abschätzung nötig', en: 'no assessment necessary' },
  },
  kind: {
    access: { de: 'Auskunft', en: 'access' },
    portable: { de: 'zum Mitnehmen', en: 'to take along' },
    transfer: { de: 'an eine andere Stelle', en: 'to another organisation' },
  },
  ground: Object.fromEntries(
    ['a', 'b', 'c', 'd'].map((letter) => [
      letter,
      { de: `Art. 18 Abs. 1 Buchst. ${letter} DSGVO`, en: `Art. 18(1)(${letter}) GDPR` },
    ]),
  ),
  residual: { low: { de: 'gering', en: 'low' }, high: { de: 'hoch', en: 'high' } },
}

/** A fact's value in words, where it is one of a few that the program knows. */
export const commonValue = (fact: string, value: string, language: Language): string | undefined =>
  values[fact]?.[value]?.[language]
