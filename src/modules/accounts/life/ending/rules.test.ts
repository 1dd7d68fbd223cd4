import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dueReminder, endOf, isName, REMINDERS } from './rules.ts'

const at = (text: string) => Temporal.Instant.from(text)

test('a month is a calendar month at the same time of day, also over the change of the clocks and short months', () => {
  expect(String(endOf(at('2026-11-24T11:00:00Z'), 'Europe/Berlin'))).toBe('2026-12-24T11:00:00Z')
  expect(String(endOf(at('2027-01-31T09:00:00Z'), 'Europe/Berlin'))).toBe('2027-02-28T09:00:00Z')
  expect(String(endOf(at('2026-10-01T10:00:00Z'), 'Europe/Berlin'))).toBe('2026-11-01T11:00:00Z')
})

test('every reminder comes once, at its day or as soon as the program runs again, and never two at once', () => {
  const ends = at('2026-12-24T11:00:00Z')
  const moments = fc.array(fc.integer({ min: 1, max: 31 * 24 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(moments, (hoursBefore) => {
      const sent: number[] = []
      for (const hours of hoursBefore.toSorted((a, b) => b - a)) {
        const due = dueReminder(ends, ends.subtract({ hours }), sent)
        if (due !== undefined) {
          expect(sent).not.toContain(due)
          expect(hours / 24).toBeLessThanOrEqual(due)
          sent.push(due)
        }
        const shouldBe = REMINDERS.filter((days) => hours / 24 <= days).at(-1)
        if (shouldBe !== undefined) expect(Math.min(...sent)).toBe(shouldBe)
      }
      expect(sent).toEqual(sent.toSorted((a, b) => b - a))
    }),
  )
  expect(dueReminder(ends, ends, [])).toBeUndefined()
})

test('the name is typed as it stands; only case and blanks around it are forgiven', () => {
  expect(isName(' stadt müllheim ', 'Stadt Müllheim')).toBe(true)
  expect(isName('Stadt Müllheim'.normalize('NFD'), 'Stadt Müllheim')).toBe(true)
  expect(isName('Stadt Mullheim', 'Stadt Müllheim')).toBe(false)
  expect(isName('', 'Stadt Müllheim')).toBe(false)
})
