import { expect, test } from 'vitest'
import type { ServiceField } from '../data.ts'
import { looksAutomatic, readAnswers } from './details.ts'

const both = (text: string) => ({ de: text, en: text })
const field = (about: Partial<ServiceField>): ServiceField => ({
  id: 'a',
  label: both('Frage'),
  type: 'text',
  required: false,
  special: false,
  why: both('weil'),
  ...about,
})

test('special answers are only taken with their own tick, and never dropped silently', () => {
  const fields = [field({ id: 'health', special: true })]
  const self = { f_health: 'Rollstuhl', consent_by: 'person' }
  expect(readAnswers(fields, self).problems).toEqual({ special_consent: 'special-tick' })
  expect(readAnswers(fields, { ...self, special_consent: 'yes' })).toEqual({
    answers: {},
    special: { health: 'Rollstuhl' },
    giver: { by: 'person' },
    problems: {},
  })
  expect(readAnswers(fields, {}).problems).toEqual({})
})

test('optigem/children: who consents is always asked, and a guardian by name', () => {
  const fields = [field({ id: 'health', special: true })]
  const ticked = { f_health: 'Rollstuhl', special_consent: 'yes' }
  const asked = (more: Record<string, string>) => readAnswers(fields, { ...ticked, ...more })
  expect(asked({}).problems).toEqual({ consent_by: 'consent-by' })
  expect(asked({ consent_by: 'somebody' }).problems).toEqual({ consent_by: 'consent-by' })
  expect(asked({ consent_by: 'guardian' }).problems).toEqual({ guardian: 'guardian-name' })
  expect(asked({ consent_by: 'guardian', guardian: ' \u200b ' }).problems).toEqual({ guardian: 'guardian-name' })
  expect(asked({ consent_by: 'person', guardian: 'Mia Mutter' }).problems).toEqual({ guardian: 'guardian-for-whom' })
  expect(asked({ consent_by: 'guardian', guardian: 'Mia Mutter' }).giver).toEqual({
    by: 'guardian',
    name: 'Mia Mutter',
  })
})

test('required, length, number and choice are checked', () => {
  const fields = [
    field({ id: 'r', required: true }),
    field({ id: 't' }),
    field({ id: 'n', type: 'number' }),
    field({ id: 'c', type: 'choice', choices: ['ja', 'nein'] }),
  ]
  expect(readAnswers(fields, { f_t: 'x'.repeat(201), f_n: 'zwei', f_c: 'vielleicht' }).problems).toEqual({
    f_r: 'required',
    f_t: 'too-long',
    f_n: 'number',
    f_c: 'choice',
  })
  expect(readAnswers(fields, { f_r: 'da', f_n: '2,5', f_c: 'ja' }).answers).toEqual({ r: 'da', n: '2,5', c: 'ja' })
})

test('a form is asked for again when it came too fast or filled the trap, unless work or waiting speaks for it', () => {
  const calm = { taken: 20_000, trapped: false, proven: false, waited: false }
  expect(looksAutomatic(calm)).toBe(false)
  expect(looksAutomatic({ ...calm, taken: 500 })).toBe(true)
  expect(looksAutomatic({ ...calm, taken: 500, proven: true })).toBe(false)
  expect(looksAutomatic({ ...calm, trapped: true, proven: true })).toBe(true)
  expect(looksAutomatic({ ...calm, trapped: true, waited: true })).toBe(false)
})
