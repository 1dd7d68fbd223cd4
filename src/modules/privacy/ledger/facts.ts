import { allActivities, type Bilingual } from '#platform/data/activity.ts'
import { format } from '#platform/text/format.ts'
import { texts } from '#platform/text/texts.ts'
import type { Language } from '#platform/text/language.ts'
import { kindOf } from '../kinds.ts'
import { commonFact, commonValue } from './fact-names.ts'
import type { LeafRow } from './rows.ts'

const words = texts(
  {
    names: {
      consent: 'Kennung der Einwilligung',
      activity: 'Wofür',
      notice: 'Fassung der Hinweise',
      special: 'Besonders geschützte Angaben',
      people: 'Personen',
      held: 'gesperrt statt gelöscht',
      why: 'Anlass',
      language: 'Sprache',
      version: 'Fassung',
      overdue: 'über der Frist geblieben',
      kept: 'gehalten',
      broken: 'gebrochen',
      notYet: 'noch nicht gebaut',
      column: 'Spalte',
      purpose: 'Zweck',
      suppressed: 'gleiche Versuche seit dem letzten Eintrag',
      hits: 'Fundstellen',
      actor: 'Wer',
      by: 'Kennung',
      lost: 'verlorene Stände',
      lostUpTo: 'bis zu so vielen Einträgen',
    },
    why: {
      retention: 'Frist abgelaufen',
      unreferenced: 'kein Vorgang mehr',
      request: 'auf Verlangen',
      'account-ended': 'Konto beendet',
      restore: 'nach einer Wiederherstellung',
      check: 'Prüfung',
    },
    actors: {
      anyone: 'jemand ohne Anmeldung',
      account: 'jemand mit Konto',
      member: 'jemand aus dem Team',
      system: 'ein Lauf des Programms',
    },
    how: 'Weg',
    ways: {
      mail: 'per Mail',
      post: 'per Brief',
      person: 'die Person selbst',
      staff: 'das Team',
      system: 'das Programm',
    },
    rows: (kind: string) => `gelöscht: ${kind}`,
    yes: 'ja',
    no: 'nein',
  },
  {
    names: {
      consent: 'Id of the consent',
      activity: 'What for',
      notice: 'Version of the notice',
      special: 'Specially protected data',
      people: 'people',
      held: 'blocked instead of erased',
      why: 'Occasion',
      language: 'Language',
      version: 'Version',
      overdue: 'left over their period',
      kept: 'kept',
      broken: 'broken',
      notYet: 'not built yet',
      column: 'Column',
      purpose: 'Purpose',
      suppressed: 'same attempts since the last entry',
      hits: 'hits',
      actor: 'Who',
      by: 'Id',
      lost: 'states lost',
      lostUpTo: 'up to so many entries',
    },
    why: {
      retention: 'period ended',
      unreferenced: 'no matter left',
      request: 'on request',
      'account-ended': 'account ended',
      restore: 'after a restore',
      check: 'check',
    },
    actors: {
      anyone: 'somebody not signed in',
      account: 'somebody with an account',
      member: 'somebody on the staff',
      system: 'a job of the program',
    },
    how: 'Way',
    ways: { mail: 'by mail', post: 'by letter', person: 'the person', staff: 'the staff', system: 'the program' },
    rows: (kind) => `erased: ${kind}`,
    yes: 'yes',
    no: 'no',
  },
)

type Said = (value: string, language: Language) => string | undefined
const further = new Map<string, { readonly name: Bilingual; readonly said: Said | undefined }>()

/** How a fact in the entries of a module is called, and its words; told by that module. Days are written as people write them. */
export function ledgerFact(fact: string, name: Bilingual, said?: Said): void {
  if (further.has(fact)) throw new Error(`the ledger's fact ${fact} is told twice`)
  further.set(fact, { name, said })
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Not for people: long hashes, which the proof holds anyway. */
const quiet = new Set(['wording', 'rule', 'run', 'states'])
/** Worth a line only when there were some. */
const onlyIfAny = new Set(['held', 'suppressed', 'overdue'])

/** What an entry says, for people: known words where there are any, and everything else as it stands. */
export function factsOf({ body }: Pick<LeafRow, 'body'>, language: Language): { term: string; value: string }[] {
  const w = words(language)
  const names: Readonly<Record<string, string>> = w.names
  const whys: Readonly<Record<string, string>> = w.why
  const actors: Readonly<Record<string, string>> = w.actors
  const ways: Readonly<Record<string, string>> = w.ways
  // what somebody is known by is told as such, whatever kind of thing it is
  const termOf = (name: string, value: unknown): string =>
    UUID.test(String(value)) ? w.names.by : name === 'by' ? w.how : (names[name] ?? commonFact(name, language) ?? name)
  const activities = new Map(allActivities().map(({ name, why }) => [name, why[language]]))
  return Object.entries(body)
    .filter(([name, value]) => !quiet.has(name) && !(onlyIfAny.has(name) && value === 0))
    .map(([name, value]) => {
      const table = name.startsWith('rows.') ? name.slice('rows.'.length) : undefined
      const term = table
        ? w.rows(kindOf(table)?.name[language] ?? table)
        : (further.get(name)?.name[language] ?? termOf(name, value))
      const text = typeof value === 'boolean' ? (value ? w.yes : w.no) : String(value)
      const told: Readonly<Record<string, string | undefined>> = {
        activity: activities.get(text),
        purpose: activities.get(text),
        use: activities.get(text),
        table: kindOf(text)?.name[language],
        why: whys[text],
        actor: actors[text],
        by: ways[text],
      }
      return {
        term,
        value:
          told[name] ??
          further.get(name)?.said?.(text, language) ??
          commonValue(name, text, language) ??
          dayIn(text, language) ??
          text,
      }
    })
}

const dayIn = (text: string, language: Language): string | undefined =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) ? format(language, 'UTC').shortDate(Temporal.PlainDate.from(text)) : undefined
