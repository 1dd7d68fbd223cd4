import fc from 'fast-check'
import { expect, test } from 'vitest'
import { namedFile } from './plain-name.ts'

const id = '3f2a91bc77d0'

test('a file among many keeps the name it was given, and its ending', () => {
  expect(namedFile('Rechnung März.PDF', id)).toBe('Rechnung März [3f2a91bc].pdf')
  expect(namedFile('../../etc/passwd', id)).toBe('etc passwd [3f2a91bc]')
  expect(namedFile('Rechnung\u202efdp.exe', id)).toBe('Rechnung fdp [3f2a91bc].exe')
  expect(namedFile('.bashrc', id)).toBe('bashrc [3f2a91bc]')
  expect(namedFile('', id)).toBe('[3f2a91bc]')
  expect(namedFile('CON.txt', id)).toBe('_CON [3f2a91bc].txt')
})

test('no name leads elsewhere, and two ids never share one', () => {
  const ids = fc.uuid()
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), ids, ids, (given, one, other) => {
      const name = namedFile(given, one)
      expect(name).not.toMatch(/[/\\<>:"|?*\p{Cc}\p{Cf}]/u)
      expect(name).not.toMatch(/^[. ]|[. ]$/)
      expect([...name].length).toBeLessThan(110)
      if (one.slice(0, 8) !== other.slice(0, 8)) expect(namedFile(given, other)).not.toBe(name)
    }),
  )
})
