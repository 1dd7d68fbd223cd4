import type { Bilingual } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import { areOld } from '#privacy'
import { db } from '../data/index.ts'
import { type aims, measures } from './catalogue.ts'

/** One line of the list: what protects, whether it does, and who or what said so when. */
export type MeasureLine = {
  readonly id: string
  readonly aim: keyof typeof aims
  readonly title: string
  readonly how: string
  readonly by: 'program' | 'people'
  readonly state: 'holds' | 'broken' | 'unknown'
  /** What the check saw, or who answers for it. */
  readonly said: Bilingual
  readonly checkedAt: Temporal.Instant | undefined
  readonly reviewBy: string | undefined
  readonly own: boolean
}

export type Duty = {
  readonly measure: string
  readonly title: string
  readonly how: string
  readonly owner: string
  readonly reviewed_on: string
  readonly review_by: string
}

export const dutiesNow = (at: Scope<string>): Promise<Duty[]> =>
  db(at)
    .selectFrom('measure_duties')
    .select(['measure', 'title', 'how', 'owner', 'reviewed_on', 'review_by'])
    .where('ended_at', 'is', null)
    .orderBy('set_at')
    .execute()

/** Every measure of the program and of the organisation, as it stands. */
export async function measureList(at: Scope<string>, language: 'de' | 'en'): Promise<MeasureLine[]> {
  const results = new Map(
    (await db(at).selectFrom('measure_results').selectAll().execute()).map((one) => [one.measure, one]),
  )
  const duties = await dutiesNow(at)
  const byMeasure = new Map(duties.map((one) => [one.measure, one]))
  const today = at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate().toString()
  const declared = measures.map((one): MeasureLine => {
    const base = {
      id: one.id,
      aim: one.aim,
      title: one.title[language],
      how: one.how[language],
      by: one.by,
      own: false,
    }
    if (one.by === 'people') return { ...base, ...kept(byMeasure.get(one.id), today) }
    return { ...base, ...checked(results.get(one.id), at.now), reviewBy: undefined }
  })
  const known = new Set(measures.map(({ id }) => id))
  const own = duties
    .filter(({ measure }) => !known.has(measure))
    .map((one): MeasureLine => ({
      id: one.measure,
      aim: 'review',
      title: one.title,
      how: one.how,
      by: 'people',
      own: true,
      ...kept(one, today),
    }))
  return [...declared, ...own]
}

type Result = {
  readonly outcome: string
  readonly finding: string
  readonly finding_en: string
  readonly checked_at: Temporal.Instant
}

/** What a check found holds for the running system as long as it is fresh. */
function checked(result: Result | undefined, now: Temporal.Instant): Pick<MeasureLine, 'state' | 'said' | 'checkedAt'> {
  if (!result)
    return {
      state: 'unknown',
      said: { de: 'Noch nicht geprüft.', en: 'Not checked yet.' },
      checkedAt: undefined,
    }
  const { outcome, finding, finding_en, checked_at } = result
  const old = areOld([{ at: checked_at }], now)
  if (!old || outcome === 'broken')
    return {
      state: outcome as MeasureLine['state'],
      said: { de: finding, en: finding_en },
      checkedAt: checked_at,
    }
  return {
    state: 'unknown',
    said: {
      de: `Die letzte Prüfung ist zu lange her. Sie ergab: ${finding}`,
      en: `The last check is too long ago. It found: ${finding_en}`,
    },
    checkedAt: checked_at,
  }
}

/** What people keep holds while somebody answers for it and the day of its review has not passed. */
export function kept(
  duty: Duty | undefined,
  today: string,
): Pick<MeasureLine, 'state' | 'said' | 'checkedAt' | 'reviewBy'> {
  if (!duty)
    return {
      state: 'broken',
      said: { de: 'Noch ist niemand zuständig.', en: 'Nobody answers for it yet.' },
      checkedAt: undefined,
      reviewBy: undefined,
    }
  return {
    state: duty.review_by < today ? 'broken' : 'holds',
    said: { de: `Zuständig: ${duty.owner}`, en: `Answers for it: ${duty.owner}` },
    checkedAt: Temporal.PlainDate.from(duty.reviewed_on).toZonedDateTime('UTC').toInstant(),
    reviewBy: duty.review_by,
  }
}
