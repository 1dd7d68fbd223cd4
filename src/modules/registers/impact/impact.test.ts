import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { activity } from '#platform/data/activity.ts'
import { openTown, type Town } from '#testing/registers.ts'
import { always, criteria, declaredCriteria, impactState, outcomeOf } from './rules.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

const values = (list: readonly { value: string }[]) => list.map(({ value }) => value)

describe('A21 the threshold (Art. 35 GDPR)', () => {
  test('A21 one case of paragraph 3 or the must-list, or two of the nine criteria, make an assessment necessary', () => {
    expect([always.length, criteria.length]).toEqual([4, 9])
    expect(outcomeOf([])).toBe('not-required')
    for (const one of values(always)) expect(outcomeOf([one])).toBe('required')
    for (const one of values(criteria)) expect(outcomeOf([one])).toBe('not-required')
    fc.assert(
      fc.property(fc.subarray(values(criteria)), fc.subarray(values(always)), (some, sure) => {
        const expected = some.length >= 2 || sure.length > 0 ? 'required' : 'not-required'
        return outcomeOf([...some, ...sure]) === expected
      }),
    )
  })

  test('A21 what is declared cannot be overlooked: special categories count as sensitive', () => {
    const plain = { ...sample, name: 'x.plain', basis: { art6: 'a' } as const }
    const special = { ...sample, name: 'x.special', basis: { art6: 'a', art9: 'a' } as const }
    expect(declaredCriteria(['x.plain'], 'public', [plain, special])).toEqual([])
    expect(declaredCriteria(['x.special'], 'public', [plain, special])).toEqual(['sensitive'])
  })

  test('A21 the record is asked for when needed, a high remaining risk wants the authority, and a review comes up again', () => {
    const one = {
      outcome: 'required',
      necessity: '',
      residual: null,
      consulted_on: null,
      review_on: '2027-01-01',
      ended_at: null,
    }
    const done = { ...one, necessity: 'x', residual: 'acceptable' }
    expect(impactState(one, '2026-11-16')).toBe('open')
    expect(impactState(done, '2026-11-16')).toBe('done')
    expect(impactState({ ...done, residual: 'high' }, '2026-11-16')).toBe('consult')
    expect(impactState({ ...done, residual: 'high', consulted_on: '2026-11-01' }, '2026-11-16')).toBe('done')
    expect(impactState(done, '2027-01-01')).toBe('review')
    expect(impactState({ ...one, outcome: 'not-required' }, '2026-11-16')).toBe('none-needed')
  })

  test('A21 test, record, review date and export, from the officer’s desk', async () => {
    const { browser, at } = await town.arrive()
    await browser.open(at('/folgenabschaetzung/neu'))
    const base = {
      title: 'Terminverwaltung',
      description: 'Bürger buchen Termine.',
      reason: 'Wenige Daten.',
      review_on: '2027-11-01',
    }
    const past = await browser.post(at('/folgenabschaetzung/neu'), { ...base, review_on: '2026-11-16' })
    expect([past.status, past.page.text]).toEqual([422, expect.stringContaining('in der Zukunft')])
    const small = await browser.post(at('/folgenabschaetzung/neu'), { ...base, criteria: 'large-scale' })
    expect(small.page.text).toContain('nicht nötig')
    const path = new URL(small.url).pathname
    const again = await browser.post(path, { ...base, always: 'dsk' })
    expect(again.page.text).toContain('Abschätzung fehlt noch')
    const half = await browser.post(`${path}/abschaetzung`, { necessity: 'nötig' })
    expect(half.status).toBe(422)
    const whole = await browser.post(`${path}/abschaetzung`, {
      necessity: 'Ohne Termin keine Beratung.',
      risks: 'Einblick Unbefugter.',
      measures: 'Versiegelung je Person.',
      opinion: 'Keine Einwände.',
      residual: 'acceptable',
    })
    expect(whole.page.text).toContain('abgeschlossen')
    expect((await browser.open(`${path}/bericht.pdf`)).headers.get('content-type')).toBe('application/pdf')
    const csv = (await browser.open(at('/folgenabschaetzung.csv'))).html
    expect(csv).toContain('Terminverwaltung')
    expect(csv).toContain('Muss-Liste')
    expect(town.web.defects).toEqual([])
  })
})

const sample: ReturnType<typeof activity> = {
  name: 'x',
  why: { de: 'x', en: 'x' },
  basis: { art6: 'a' },
  recipients: [],
  using: [],
  obligation: { de: 'x', en: 'x' },
  opens: [],
}
