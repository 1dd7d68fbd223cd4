import { describe, expect, test } from 'vitest'
import type { Table } from '#platform/data/table.ts'
import { chats, drawings, examples, notes, persons, visits } from '#testing/erasure-tables.ts'
import { erasurePlan } from './plan.ts'

const plan = erasurePlan(examples)

describe('the plan', () => {
  test('deletes what goes with a row before the row, and persons last', () => {
    const order = plan.tables.map(({ table }) => table)
    expect(order.indexOf('ex_drawings')).toBeLessThan(order.indexOf('ex_notes'))
    expect(order.indexOf('ex_notes')).toBeLessThan(order.indexOf('ex_visits'))
    expect(order.slice(-2).toSorted()).toEqual(['ex_people', 'person_keys'])
    expect(
      erasurePlan(examples.toReversed())
        .tables.slice(-2)
        .map(({ table }) => table)
        .toSorted(),
    ).toEqual(['ex_people', 'person_keys'])
  })

  test('changes its rule with the declarations', () => {
    const longer = { ...chats, keep: { from: 'at', period: 'P31D' } } as Table
    expect(erasurePlan(examples.map((table) => (table === chats ? longer : table))).rule).not.toBe(plan.rule)
    expect(erasurePlan(examples).rule).toBe(plan.rule)
  })

  test('refuses what no erasure would reach', () => {
    expect(() => erasurePlan([{ ...persons, subject: { none: 'nobody' } }])).toThrow(/no erasure reaches it/)
    expect(() => erasurePlan([notes])).toThrow(/which is not declared/)
    const circle = [{ ...notes, subject: { goesWith: 'ex_drawings', by: 'id' } }, drawings] as Table[]
    expect(() => erasurePlan(circle)).toThrow(/circle/)
    const stubborn = { ...visits, subject: { accessedBy: 'ended_at' } } as Table
    expect(() => erasurePlan([stubborn])).toThrow(/declare it optional/)
  })
})
