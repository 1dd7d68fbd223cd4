// A6 codes of this module read as words in somebody's answer (Art. 12(1) GDPR).
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AnswerWords, answerWords } from '#testing/answer-words.ts'

let answers: AnswerWords
beforeAll(async () => {
  answers = await answerWords()
})
afterAll(() => answers.close())

test('every code that the database admits has words in both languages', () => {
  const { admitted, wordless } = answers.codes([
    'accounts',
    'sessions',
    'members',
    'passkeys',
    'member_rights',
    'invitations',
    'handovers',
  ])
  for (const code of ['members.role: by-place', 'sessions.strength: moved', 'handovers.answer: declined'])
    expect(admitted).toContain(code)
  expect(wordless).toEqual([])
})

test('an account, how it signed in and with what', async () => {
  expect(await answers.told('accounts', { state: 'invited', language: 'de' })).toMatchObject({
    state: 'eingeladen',
    language: 'Deutsch',
  })
  const session = { browser: 'other', system: 'Windows', strength: 'half' }
  expect(await answers.told('sessions', session)).toMatchObject({
    browser: 'anderer Browser',
    system: 'Windows',
    strength: 'Passwort stimmte, zweiter Schritt noch offen',
  })
  expect(await answers.told('passkeys', { transports: ['internal', 'hybrid', 'new-one'] })).toMatchObject({
    transports: 'im Gerät eingebaut, über ein anderes Gerät (meist ein Handy), new-one',
  })
})

test('roles, as the screens call them', async () => {
  expect(await answers.told('members', { role: 'desk', state: 'left' })).toMatchObject({
    role: 'Schalter',
    state: 'ausgeschieden',
  })
  expect(await answers.told('member_rights', { role: 'read-only' })).toMatchObject({ role: 'Nur lesen' })
  expect(await answers.told('invitations', { role: 'by-place', further_role: 'desk' }, 'en')).toMatchObject({
    further_role: 'Desk',
  })
  expect(await answers.told('handovers', { role_after: 'administrator', answer: 'declined' })).toMatchObject({
    role_after: 'Administration',
    answer: 'abgelehnt',
  })
})
