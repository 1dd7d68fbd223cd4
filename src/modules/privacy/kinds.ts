import type { Bilingual } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'

/** What a part of a column's values is called, and of which kind it is where that says how it reads. */
export type Part = Bilingual & { readonly kind?: string }

/** A kind of data as people call it (DIN 66398: Datenart), told by the module that declares the table. */
export type DataKind = {
  readonly name: Bilingual
  /** Told where the data are about those who work here, not about those who come. */
  readonly about?: 'staff'
  /** What its columns are called in an answer to the person, where neither name nor category say it; see `columnWords`. */
  readonly columns?: Readonly<Record<string, Bilingual>>
  /** Why a column is not shown in an answer, where it is neither for others' sake nor for safety. */
  readonly hidden?: Readonly<Record<string, Bilingual>>
  /** What the parts of a column's values are called, by their keys: the questions behind answers, the fields of a type. */
  readonly parts?: Readonly<Record<string, (at: Scope<string>) => Promise<ReadonlyMap<string, Part>>>>
  /** By which sealed column of the row a file is named in an answer; without it by its id. */
  readonly fileNames?: Readonly<Record<string, string>>
  /** What the period runs from, to follow "30 days": "after the appointment has ended". */
  readonly start?: Bilingual
  /** Where each row has its own period: the shortest and longest in use now, in days. */
  readonly days?: (at: Scope<string>) => Promise<DayRange | undefined>
}
export type DayRange = { readonly from: number; readonly to: number }

const kinds = new Map<string, DataKind>()

/** Gives a declared table its plain words for notice, register and retention matrix. */
export function dataKind(table: string, told: DataKind): void {
  if (kinds.has(table)) throw new Error(`the kind of data of table ${table} is told twice`)
  kinds.set(table, told)
}

export const kindOf = (table: string): DataKind | undefined => kinds.get(table)
export const allKinds = (): ReadonlyMap<string, DataKind> => kinds

/** The periods in use now, of all tables where each row has its own. */
export async function rangesInUse(at: Scope<string>): Promise<Readonly<Record<string, DayRange>>> {
  const asked = [...kinds].flatMap(([table, { days }]) =>
    days ? [days(at).then((range) => (range ? [[table, range] as const] : []))] : [],
  )
  return Object.fromEntries((await Promise.all(asked)).flat())
}

// A start event has the same meaning wherever it has the same name; a module says it more closely where it can.
const starts: Readonly<Record<string, Bilingual>> = {
  created_at: { de: 'nach der Erfassung', en: 'after they were recorded' },
  started_at: { de: 'nach dem Beginn', en: 'after the start' },
  ended_at: { de: 'nach dem Ende', en: 'after the end' },
  finished_at: { de: 'nach dem Abschluss', en: 'after completion' },
  closed_at: { de: 'nach dem Abschluss', en: 'after completion' },
  left_at: { de: 'nach dem Ausscheiden', en: 'after leaving' },
  sent_at: { de: 'nach dem Versand', en: 'after sending' },
  given_at: { de: 'nach der Erteilung', en: 'after they were given' },
  withdrawn_at: { de: 'nach dem Widerruf', en: 'after withdrawal' },
  expires_at: { de: 'nach dem Ablauf', en: 'after expiry' },
  used_at: { de: 'nach der Benutzung', en: 'after use' },
  seen_at: { de: 'nach der letzten Nutzung', en: 'after last use' },
  last_seen_at: { de: 'nach der letzten Nutzung', en: 'after last use' },
  last_used_at: { de: 'nach der letzten Nutzung', en: 'after last use' },
  last_at: { de: 'nach dem letzten Mal', en: 'after the last time' },
  erased_at: { de: 'nach der Löschung', en: 'after erasure' },
  set_at: { de: 'nach dem Setzen', en: 'after it was set' },
  until: { de: 'nach dem Ende der Sperre', en: 'after the hold has ended' },
  at: { de: 'nach dem Ereignis', en: 'after the event' },
}

/** Words for a start event; undefined when nobody has told any. */
export const startWords = (table: string, column: string, told = kindOf(table)): Bilingual | undefined =>
  told?.start ?? starts[column]
