import fc from 'fast-check'
import { expect, test } from 'vitest'
import { told } from './sample-shop.ts'
import { changesOf, usesOf, type Use } from './uses.ts'

test('what serves what comes from the declarations', () => {
  expect(usesOf(told)).toEqual([
    { activity: 'shop.contact', kind: 'customers' },
    { activity: 'shop.caring', kind: 'cares' },
  ])
})

test('A5 a new purpose is further processing exactly where the kind of data was there before', () => {
  const use = fc.record({ activity: fc.constantFrom('a', 'b', 'c'), kind: fc.constantFrom('x', 'y') })
  const uses = fc.uniqueArray(use, { selector: ({ activity, kind }) => `${activity} ${kind}` })
  const has = (some: readonly Use[], one: Use) =>
    some.some(({ activity, kind }) => activity === one.activity && kind === one.kind)
  fc.assert(
    fc.property(uses, uses, (known, declared) => {
      const { added, further, ended } = changesOf(known, declared)
      for (const one of declared) expect(has(added, one)).toBe(!has(known, one))
      for (const one of added) expect(has(further, one)).toBe(known.some(({ kind }) => kind === one.kind))
      for (const one of known) expect(has(ended, one)).toBe(!has(declared, one))
      expect(added.length + known.length - ended.length).toBe(declared.length)
    }),
  )
})
