// A6 codes of this module read as words in somebody's answer (Art. 12(1) GDPR).
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AnswerWords, answerWords } from '#testing/answer-words.ts'

let answers: AnswerWords
beforeAll(async () => {
  answers = await answerWords()
})
afterAll(() => answers.close())

test('every code that the database admits has words in both languages', () => {
  const { admitted, wordless } = answers.codes(['customers', 'customer_links', 'customer_letters'])
  expect(admitted).toHaveLength(6)
  expect(wordless).toEqual([])
})

test('who ended the contract, what a link is for, what a letter is about, and an unknown browser', async () => {
  expect(await answers.told('customers', { ended_by: 'customer' })).toMatchObject({ ended_by: 'Sie selbst' })
  expect(await answers.told('customer_links', { use: 'mail' })).toMatchObject({
    use: 'eine neue Mailadresse bestätigen',
  })
  expect(await answers.told('customer_letters', { kind: 'concluded' })).toMatchObject({ kind: 'Vertrag geschlossen' })
  expect(await answers.told('customer_sessions', { browser: 'robot' }, 'en')).toMatchObject({
    browser: 'other browser',
  })
  // the names of browsers are names
  expect(await answers.told('customer_sessions', { browser: 'Firefox' })).not.toHaveProperty('browser')
})
