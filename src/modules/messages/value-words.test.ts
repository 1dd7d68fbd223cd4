// A6 codes of this module read as words in somebody's answer (Art. 12(1) GDPR).
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AnswerWords, answerWords } from '#testing/answer-words.ts'

let answers: AnswerWords
beforeAll(async () => {
  answers = await answerWords()
})
afterAll(() => answers.close())

test('every code that the database admits has words in both languages', () => {
  const { admitted, wordless } = answers.codes([
    'messages',
    'message_events',
    'mail_standings',
    'mail_reports',
    'block_acts',
    'sms_messages',
    'sms_events',
  ])
  for (const code of ['messages.state: dropped', 'message_events.weight: soft', 'sms_events.state: unanswered'])
    expect(admitted).toContain(code)
  expect(wordless).toEqual([])
})

describe('mails', () => {
  test('what a mail was about and what became of it', async () => {
    expect(
      await answers.told('messages', { kind: 'customers.confirm', state: 'failed', answer: '550 5.1.1' }),
    ).toMatchObject({
      kind: 'Kundenkonto bestätigen',
      state: 'nicht zugestellt',
      answer: 'Die Adresse gibt es nicht',
    })
  })

  test.each([
    ['250', 'Vom Mailserver angenommen'],
    ['objected', 'Sie möchten solche Mails nicht'],
    ['erased', 'Ihre Daten sind gelöscht'],
    ['taken back', 'Zurückgenommen, bevor sie hinausging'],
    ['stopped hard', 'Mails an diese Adresse kamen schon früher zurück'],
    ['EAUTH', 'Der Mailserver, über den wir senden, ließ uns nicht herein'],
    ['no connection', 'Der Mailserver ist nicht erreichbar'],
    ['ETIMEDOUT', 'Der Mailserver ist nicht erreichbar'],
    ['452 4.2.2', 'Das Postfach ist voll'],
  ])('the answer %s speaks to the person', async (answer, said) => {
    expect(await answers.told('messages', { answer })).toMatchObject({ answer: said })
  })

  test('a mail on whose way nothing was heard says nothing', async () => {
    expect(await answers.told('messages', { answer: '' })).not.toHaveProperty('answer')
  })

  test('what was reported of it, and of the address', async () => {
    const event = { kind: 'bounced', weight: 'hard', reason: 'moved' }
    expect(await answers.told('message_events', event)).toMatchObject({
      kind: 'Zurückgekommen',
      weight: 'unzustellbar, dauerhaft',
      reason: 'Sie haben eine neue Adresse',
    })
    const standing = { stopped_for: 'complained', code: '5.2.2', words: '' }
    expect(await answers.told('mail_standings', standing, 'en')).toMatchObject({
      stopped_for: 'reported mails as unwanted',
      code: '5.2.2: The mailbox is full',
    })
  })

  test.each(['bounced', 'auto-replied', 'loop', 'letter', 'unknown', 'unreadable', 'unnamed', 'forged', 'ended'])(
    'what came back as %s',
    async (kind) => {
      expect(await answers.told('mail_reports', { kind, reason: 'full' })).toMatchObject({
        kind: expect.stringMatching(/^[A-ZÄÖÜ]/) as string,
        reason: 'Das Postfach ist voll',
      })
    },
  )

  test('why somebody of the staff set a block', async () => {
    expect(await answers.told('block_acts', { reason: 'visit' })).toMatchObject({ reason: 'Persönlich' })
  })
})

describe('SMS', () => {
  test('what an SMS was about and what became of it', async () => {
    const row = { kind: 'appointments.sms-confirmed', activity: 'messages.measuring', state: 'undelivered' }
    expect(await answers.told('sms_messages', { ...row, provider: 'twilio', answer: '30003' })).toMatchObject({
      kind: expect.stringContaining('Termin') as string,
      activity: 'Sehen, ob Sie unsere Mails öffnen und welche Links darin Sie benutzen',
      state: 'nicht zugestellt',
      answer: 'Das Handy ist aus oder ohne Netz.',
    })
  })

  test.each([
    ['seven', '500', 'Der Anbieter hat die SMS von uns nicht angenommen.'],
    ['twilio', '500', 'Beim Anbieter gab es einen Fehler. Wir sehen dort nach, bevor wir es noch einmal versuchen.'],
    ['twilio', '20003', 'Der Anbieter hat die SMS von uns nicht angenommen.'],
    ['twilio', '21610', 'Sie haben mit STOP geantwortet.'],
    ['twilio', 'ECONNREFUSED', 'Der Anbieter ist nicht erreichbar. Wir versuchen es weiter.'],
    ['twilio', '39999', 'Code des Anbieters: 39999'],
    ['', 'objected', 'Sie haben Ihre Einwilligung widerrufen.'],
    ['', 'found', 'Beim Anbieter wiedergefunden: Er hatte sie angenommen'],
  ])('of %s the answer %s speaks to the person', async (provider, answer, said) => {
    expect(await answers.told('sms_messages', { provider, answer })).toMatchObject({ answer: said })
  })

  test('its course, where a code may be that of any provider', async () => {
    expect(await answers.told('sms_events', { state: 'failed', code: '202' })).toMatchObject({
      state: 'Abgelehnt',
      code: 'Diese Nummer gibt es nicht.',
    })
    expect(await answers.told('sms_events', { state: 'unanswered', code: 'interrupted' })).toMatchObject({
      code: 'Das Senden wurde unterbrochen.',
    })
    expect(await answers.told('sms_events', { state: 'failed', code: '500' })).toMatchObject({
      code: 'Code des Anbieters: 500',
    })
  })
})
