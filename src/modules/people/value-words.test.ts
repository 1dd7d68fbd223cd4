// A6 codes of this module read as words in somebody's answer (Art. 12(1) GDPR).
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AnswerWords, answerWords } from '#testing/answer-words.ts'

let answers: AnswerWords
beforeAll(async () => {
  answers = await answerWords()
})
afterAll(() => answers.close())

test('every code that the database admits has words in both languages', () => {
  const { admitted, wordless } = answers.codes(['notices_owed'])
  expect(admitted).toHaveLength(12)
  expect(wordless).toEqual([])
})

test('whether and how somebody was informed', async () => {
  const row = { source: 'brought', how: 'exempt', exempt_under: 'a' }
  expect(await answers.told('notices_owed', row)).toMatchObject({
    source: 'aus einem Archiv Ihrer Daten, das Sie von einer anderen Stelle mitgebracht haben',
    how: 'keine Information nötig',
    exempt_under: 'Buchstabe a: Sie wissen es schon',
  })
  expect(await answers.told('notices_owed', row, 'en')).toMatchObject({ how: 'no information needed' })
})
