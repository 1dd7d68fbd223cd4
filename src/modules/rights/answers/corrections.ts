import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { readToken, tokenFor } from '#platform/keys/token.ts'
import { checked, contest, correct, gatheredFor, type Standing } from '#privacy'
import { tableNamed } from '#platform/data/table.ts'

export const CORRECT = '/datenschutz/rechte/berichtigen'
const VALID_DAYS = 14

const useUntil = (day: string) => `correct until ${day}`

/** Where a person corrects their own data, for 14 days from now: the day stands in the address and is sealed with it. */
export async function correctionPath(at: Scope<string>, person: string): Promise<string> {
  const day = lastDay(at).toString()
  return `${CORRECT}/${day}/${await tokenFor(at, useUntil(day), person)}`
}

/** The last day of a link made now. */
export const lastDay = (at: Scope<string>): Temporal.PlainDate =>
  at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate().add({ days: VALID_DAYS })

/**
 * Whose data a link is for.
 * @throws Refusal rights.correction-ended when it has expired or is none
 */
export async function personBehind(at: Scope<string>, day: string, token: string): Promise<string> {
  const today = at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate().toString()
  const person = /^\d{4}-\d{2}-\d{2}$/.test(day) ? await readToken(at, useUntil(day), token) : undefined
  if (!person || day < today) throw refuse('rights.correction-ended', 'gone')
  return person
}

/** The name of a value's form field; ids are random and say nothing. */
export const fieldOf = ({ table, column, id }: Pick<Standing, 'table' | 'column' | 'id'>): string =>
  `wert.${table}.${column}.${id}`

const MOST_FIELDS = 20

/** Texts the person gave, to be changed in place; all else is chosen from a list. */
export function partedValues(values: readonly Standing[]): { own: readonly Standing[]; other: readonly Standing[] } {
  const own = values.filter((value) => value.writable && value.own).slice(0, MOST_FIELDS)
  return { own, other: values.filter((value) => !own.includes(value) && value.shown !== '') }
}

/** Who may change what alone: a wrong name or mail address would hand somebody's data to somebody else. */
const needsDecision = ({ category }: Standing): boolean => category === 'name' || category === 'mail'

export type Entered = Readonly<Record<string, string | undefined>>
export type Outcome =
  | { readonly problems: Readonly<Record<string, string>> }
  | { readonly changed: readonly string[]; readonly asked: readonly string[] }

/**
 * Takes a filled-in form: what may be changed alone is changed, the rest is marked and waits for a decision. Staff change
 * everything they can at once.
 */
export async function takeCorrections(
  at: Scope<string>,
  person: string,
  entered: Entered,
  by: 'person' | 'staff',
): Promise<Outcome> {
  const { own, other } = partedValues(await gatheredFor(at, [person]))
  const direct = by === 'staff' ? [...own, ...other.filter(({ writable }) => writable)] : own
  const differing = direct.filter((value) => {
    const text = entered[fieldOf(value)]
    return text !== undefined && text.trim().replaceAll('\r\n', '\n') !== value.shown
  })
  const chosen = other.find((value) => fieldOf(value) === entered['welche'])
  const problems = problemsIn(differing, entered, chosen !== undefined)
  if (Object.keys(problems).length > 0) return { problems }
  if (differing.length === 0 && !chosen) return { problems: { form: 'nothing' } }
  const [changed, asked]: [string[], string[]] = [[], []]
  const about = { person, askedBy: by, reason: entered['grund'] || undefined } as const
  for (const value of differing) {
    const { table, column, id, label } = value
    const given = { ...about, table, column, id, proposed: entered[fieldOf(value)] ?? '' }
    if (by === 'person' && needsDecision(value)) {
      await contest(at, given)
      asked.push(label)
    } else {
      await correct(at, given)
      changed.push(label)
    }
  }
  if (chosen) {
    const { table, column, id, label } = chosen
    await contest(at, { ...about, table, column, id, reason: entered['worte'] ?? '' })
    asked.push(label)
  }
  return { changed, asked }
}

function problemsIn(differing: readonly Standing[], entered: Entered, chosen: boolean): Record<string, string> {
  const problems: Record<string, string> = {}
  for (const value of differing) {
    const table = tableNamed(value.table)
    const outcome = table && checked(table, value.column, entered[fieldOf(value)] ?? '')
    if (outcome && 'problem' in outcome) problems[fieldOf(value)] = outcome.problem
  }
  if (chosen && !entered['worte']?.trim()) problems['worte'] = 'words'
  return problems
}
