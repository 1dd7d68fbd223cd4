import { expect, test } from 'vitest'
import '../../src/app/modules.ts'
import { allTables } from '../../src/platform/data/table.ts'
import { declarations } from '../../src/modules/privacy/notice/versions.ts'
import { classOf, classRows, matrixOf, startTypes } from '../../src/modules/privacy/retention/classes.ts'

test('B6 every kind of data of the whole program has exactly one rule, and its place in the matrix', () => {
  const told = declarations()
  const lines = matrixOf({ ranges: {} }, told, 'de', () => true)
  const placed = lines.flatMap(({ kinds }) => startTypes.flatMap((start) => kinds[start]))
  const names = new Set(classRows(told, 'de').map(({ kind }) => kind))
  expect(new Set(placed)).toEqual(names)
  // a name that stands twice would be two rules for one kind of data
  expect(placed.length).toBe(new Set(placed).size)
  for (const table of allTables()) expect(startTypes).toContain(classOf(table, allTables()).start)
})

test('B6 the matrix names periods in words, the shortest first', () => {
  const german = matrixOf({ ranges: {} }, declarations(), 'de').map(({ period }) => period)
  expect(german[0]).toBe('sofort')
  expect(german).toContain('30 Tage')
  expect(matrixOf({ ranges: {} }, declarations(), 'en').map(({ period }) => period)).toContain('30 days')
  expect(german.length).toBe(new Set(german).size)
})
