import { randomUUID } from 'node:crypto'
import { allActivities } from '#platform/data/activity.ts'
import { refuse } from '#platform/errors/errors.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { Language } from '#platform/text/language.ts'
import { record } from '#privacy'
import { db } from '../data/index.ts'
import { many, orNull, type Values } from '../forms/fields.ts'
import { dayWords } from '../processors/sheet.ts'
import type { Part } from '../sheets/sheet.tsx'
import { always, answersOf, criteria, impactState, outcomeOf } from './rules.ts'
import { impactTexts } from './texts.ts'

export type Impact = Awaited<ReturnType<typeof impactOf>>

export async function impactOf(at: Scope<string>, id: string, locked = false) {
  const query = db(at).selectFrom('impact_assessments').selectAll().where('id', '=', id)
  const found = await (locked ? query.forUpdate() : query).executeTakeFirst()
  if (!found) throw refuse('registers.no-such-impact', 'not-found')
  return found
}

/** One that goes on, kept from others until the commit. @throws Refusal registers.impact-ended */
async function going(at: Scope<string>, id: string): Promise<void> {
  if ((await impactOf(at, id, true)).ended_at) throw refuse('registers.impact-ended', 'conflict')
}

export const allImpacts = (at: Scope<string>) =>
  db(at).selectFrom('impact_assessments').selectAll().orderBy('created_at', 'desc').execute()

const thresholdOf = (values: Values) => ({
  title: values['title'] ?? '',
  activities: many(values['activities']),
  description: values['description'] ?? '',
  answers: answersOf(values),
  outcome: outcomeOf(answersOf(values)),
  reason: values['reason'] ?? '',
  review_on: values['review_on'] ?? '',
})

/** Records a threshold test; the result follows from the answers. */
export async function testThreshold(at: Scope<string>, by: string, values: Values, id?: string): Promise<string> {
  const facts = thresholdOf(values)
  const of = id ?? randomUUID()
  if (id) await going(at, id)
  if (id)
    await db(at)
      .updateTable('impact_assessments')
      .set({ ...facts, changed_at: at.now })
      .where('id', '=', id)
      .execute()
  else
    await db(at)
      .insertInto('impact_assessments')
      .values({
        organisation_id: at.organisation.id,
        id: of,
        ...facts,
        assessed_by: by,
        created_at: at.now,
        changed_at: at.now,
      })
      .execute()
  await record(at, 'impact.tested', { impact: of, outcome: facts.outcome })
  return of
}

export async function assessImpact(at: Scope<string>, id: string, values: Values): Promise<void> {
  await going(at, id)
  await db(at)
    .updateTable('impact_assessments')
    .set({
      necessity: values['necessity'] ?? '',
      risks: values['risks'] ?? '',
      measures: values['measures'] ?? '',
      opinion: values['opinion'] ?? '',
      residual: orNull(values['residual']),
      consulted_on: orNull(values['consulted_on']),
      changed_at: at.now,
    })
    .where('id', '=', id)
    .execute()
  await record(at, 'impact.assessed', { impact: id, residual: values['residual'] ?? '' })
}

/** From here its period runs; a second click does not lengthen it. */
export async function endImpact(at: Scope<string>, id: string): Promise<void> {
  await going(at, id)
  await db(at).updateTable('impact_assessments').set({ ended_at: at.now }).where('id', '=', id).execute()
  await record(at, 'impact.ended', { impact: id })
}

const appliesWords = (one: Impact, language: Language): string[] =>
  [...always, ...criteria].filter(({ value }) => one.answers.includes(value)).map(({ label }) => label[language])

const NOTHING = '–'

/** The record of the assessment itself (Art. 35(2), (7), Art. 36 GDPR). */
function recordLines(one: Impact, language: Language): (readonly [string, string])[] {
  const t = impactTexts(language)
  return [
    [t.necessity, one.necessity || NOTHING],
    [t.risks, one.risks || NOTHING],
    [t.measures, one.measures || NOTHING],
    [t.opinion, one.opinion || NOTHING],
    [t.residual, one.residual ? t[one.residual === 'high' ? 'high' : 'acceptable'] : NOTHING],
    [t.consulted, dayWords(language, one.consulted_on) || NOTHING],
  ]
}

/** One assessment in full (Art. 35(7) GDPR), for the screen and the PDF. */
export function impactParts(one: Impact, language: Language, today: string): Part[] {
  const t = impactTexts(language)
  const names = new Map(allActivities().map(({ name, why }) => [name, why[language]]))
  const applies = appliesWords(one, language)
  const threshold: Part = {
    title: t.threshold,
    lines: [
      [t.state, t.states[impactState(one, today)] ?? ''],
      [t.result, t[one.outcome === 'required' ? 'required' : 'not-required']],
      [t.reason, one.reason],
      [t.applies, applies.length > 0 ? applies : t.nothing],
      [t.activities, one.activities.length > 0 ? one.activities.map((name) => names.get(name) ?? name) : '–'],
      [t.description, one.description],
      [t.review, dayWords(language, one.review_on)],
    ],
  }
  if (one.outcome !== 'required') return [threshold]
  return [threshold, { title: t.assessment, lines: recordLines(one, language) }]
}

export function impactTable(all: readonly Impact[], language: Language, today: string) {
  const t = impactTexts(language)
  return {
    head: [t.processing, t.result, t.applies, t.reason, t.state, t.assessment, t.review],
    rows: all.map((one) => [
      `${one.title}\n${one.description}`,
      t[one.outcome === 'required' ? 'required' : 'not-required'],
      appliesWords(one, language).join('\n'),
      one.reason,
      t.states[impactState(one, today)] ?? '',
      recordLines(one, language)
        .filter(([, said]) => said !== NOTHING)
        .map(([term, said]) => `${term}: ${said}`)
        .join('\n'),
      dayWords(language, one.review_on),
    ]),
  }
}
