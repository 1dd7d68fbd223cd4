import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { difference } from './difference.ts'
import { notice } from './notice.ts'
import { contact, customers, facts, sms, told } from './sample-shop.ts'
import type { Notice } from './types.ts'
import { versionOf } from './versions.ts'

describe('versions', () => {
  const before = notice(facts, told, 'de')
  test('the same declarations give the same version, any change another', () => {
    expect(versionOf(notice(facts, told, 'de'))).toBe(versionOf(before))
    const others = [
      notice({ ...facts, ranges: { cares: { from: 30, to: 61 } } }, told, 'de'),
      notice({ ...facts, recipients: [{ ...sms, place: 'Basel' }] }, told, 'de'),
      notice(facts, told, 'en'),
    ]
    expect(new Set([before, ...others].map(versionOf)).size).toBe(4)
  })
  test('the difference names what changed, and nothing else', () => {
    const longer = notice({ ...facts, ranges: { cares: { from: 30, to: 90 } } }, told, 'de')
    const [change, ...rest] = difference(before, longer)
    expect(rest).toEqual([])
    expect(change).toMatchObject({ id: 'purpose shop.caring', kind: 'changed' })
    expect(change?.gone.join()).toContain('30 bis 60 Tage')
    expect(change?.came.join()).toContain('30 bis 90 Tage')
  })
  test('a new purpose is an added matter, and the figure at a glance follows', () => {
    const fewer = notice(facts, { ...told, activities: [contact], tables: [customers] }, 'de')
    expect(difference(fewer, before).map(({ id, kind }) => [id, kind])).toEqual([
      ['glance', 'changed'],
      ['purpose shop.caring', 'added'],
      ['rights', 'changed'], // a consent makes the data portable
    ])
    expect(difference(before, fewer).at(-1)).toMatchObject({ id: 'purpose shop.caring', kind: 'removed', came: [] })
  })
  test('what went and what came turn the older lines into the newer ones', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'))
    const made = (text: string[]): Notice => ({ ...before, glance: [], parts: [{ id: 'x', title: 't', text }] })
    fc.assert(
      fc.property(lines, lines, (one, two) => {
        const found = difference(made(one), made(two))[0] ?? { gone: [], came: [] }
        const count = (all: readonly string[]) =>
          ['a', 'b', 'c', 'd'].map((line) => all.filter((it) => it === line).length)
        const [was, went, came, is] = [one, found.gone, found.came, two].map(count)
        expect(was?.map((n, i) => n - (went?.[i] ?? 0) + (came?.[i] ?? 0))).toEqual(is)
      }),
    )
  })
})
