import { describe, expect, test } from 'vitest'
import { englishStem } from './english.ts'
import { germanStem } from './german.ts'

describe('stems', () => {
  test.each([
    ['häuser', 'haus'],
    ['kündigungen', 'kundig'],
    ['kuendigung', 'kundig'],
    ['aachenerinnen', 'aach'],
    ['systemen', 'system'],
    ['verzeichnisse', 'verzeichnis'],
    ['quelle', 'quell'],
    ['straße', 'strass'],
    ['frauen', 'frau'],
    ['sicherheit', 'sich'],
    ['abhandelns', 'abhandel'],
    ['ei', 'ei'],
  ])('of the German %s is %s', (word, stem) => expect(germanStem(word)).toBe(stem))

  test.each([
    ['invoices', 'invoic'],
    ['paid', 'paid'],
    ['running', 'run'],
    ['yearly', 'year'],
    ['dying', 'die'],
    ['organizations', 'organ'],
    ['services', 'servic'],
  ])('of the English %s is %s', (word, stem) => expect(englishStem(word)).toBe(stem))
})
