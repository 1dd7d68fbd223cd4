import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import type { Asked, Problems, Raw } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'
import type { OpenedWith, Saved } from '../actions/hours.ts'
import { isId, placeOf, type Place } from '../queries/locations.ts'
import { readSnapshot, writeSnapshot, type Change, type Snapshot } from '../rules/snapshot.ts'
import { words } from '../texts.ts'

export type At = Asked<string, unknown>

/** The texts among a form's fields; a field sent twice counts as sent once. */
export const textsOf = (fields: Readonly<Record<string, unknown>>): Raw =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : Array.isArray(value) ? [[name, String(value[0])]] : [],
    ),
  )

/** Every field of a form as it came; the handler reads the ones it knows by rules of its own. */
export const anyFields = z.looseObject({})

/** Ids of tick boxes of one name. */
export const idsOf = (value: unknown): string[] =>
  [value]
    .flat()
    .flatMap((one) => (typeof one === 'string' ? one.split(',') : []))
    .filter(isId)

export async function placeAt(asked: At): Promise<Place> {
  const id = asked.params['location']
  const place = isId(id) ? await placeOf(asked.at, id) : undefined
  if (!place) throw refuse('appointments.no-such-location', 'not-found')
  return place
}

export const todayAt = (asked: At, zone: string): string =>
  asked.at.now.toZonedDateTimeISO(zone).toPlainDate().toString()

/** The state that a form is opened with, as its hidden fields. */
export const openedFields = (version: number, base: Snapshot) => ({
  version: String(version),
  base: writeSnapshot(base),
})

export function openedWith(fields: Raw): OpenedWith {
  const version = Number(fields['version'])
  return { version: Number.isInteger(version) ? version : 0, base: readSnapshot(fields['base'] ?? '') }
}

export const isCollision = (outcome: Saved | undefined): outcome is Extract<Saved, { saved: false }> =>
  outcome?.saved === false

type Bounds = { readonly min?: number; readonly max?: number }

/** A problem's sentence. */
export function sentence(language: Language, code: string, label: string, bounds: Bounds = {}): string {
  const p = words(language).problems
  if (code === 'too-long') return p['too-long'](label, bounds.max ?? 0)
  if (code === 'number') return p.number(label, bounds.min ?? 0, bounds.max ?? 0)
  return code in p ? p[code as 'unknown'](label) : p.unknown(label)
}

export const sentences = (
  language: Language,
  problems: Problems,
  about: (field: string) => { readonly label: string } & Bounds,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(problems).map(([field, code]) => [
      field,
      sentence(language, code, about(field).label, about(field)),
    ]),
  )

export const inWords = (
  changes: readonly Change[],
  language: Language,
  describe: (key: string, value: string) => { readonly label: string; readonly text: string },
) =>
  changes.map(({ key, before, after }) => ({
    label: describe(key, before || after).label,
    before: (before && describe(key, before).text) || words(language).none,
    after: (after && describe(key, after).text) || words(language).none,
  }))

/** What a page says after its form led here. */
export function savedText(asked: Asked<string, { gespeichert?: string | undefined }>): string | undefined {
  const w = words(asked.language)
  if (asked.input.gespeichert === 'vereint') return w.united
  return asked.input.gespeichert ? w.saved : undefined
}
export const afterSaving = z.object({ gespeichert: z.string().optional() })
