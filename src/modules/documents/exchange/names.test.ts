import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainName } from '#platform/files/plain-name.ts'
import { exportedName } from './names.ts'

test('names of files are plain, whatever a title holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (title) => {
      const name = plainName(title, 80)
      expect(name).not.toMatch(/[/\\<>:"|?*\p{C}]/u)
      expect(name).not.toMatch(/^\.|\.$|^\s|\s$/)
    }),
  )
  const about = {
    archive: '..',
    date: '2026-11-22',
    title: '../../x',
    id: '1a2b3c4d-0000',
    fileName: 'a.PDF',
    number: 1,
    current: 2,
  }
  expect(exportedName(about)).toBe('Archiv/2026/2026-11-22 x [1a2b3c4d] v1.pdf')
  expect(plainName('CON', 80)).toBe('_CON')
})
