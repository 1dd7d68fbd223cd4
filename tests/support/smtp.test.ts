import { createTransport } from 'nodemailer'
import { expect, test } from 'vitest'
import { type Mailbox, startSmtp } from './smtp.ts'

const mail = { from: 'amt@musterlingen.example', subject: 'Ihr Termin am 3. März', text: 'Grüße', html: '<p>Grüße</p>' }

function sendTo(mailbox: Mailbox, to: string) {
  return createTransport({ url: mailbox.url, ignoreTLS: true }).sendMail({
    ...mail,
    to,
    attachments: [{ filename: 'termin.ics', content: 'BEGIN:VCALENDAR', contentType: 'text/calendar; method=REQUEST' }],
  })
}

test('a mail arrives with text, HTML, attachment and headers', async () => {
  await using mailbox = await startSmtp()
  await sendTo(mailbox, 'Ada@example.org')
  const received = await mailbox.mailTo('ada@example.org')
  expect(received.subject).toBe(mail.subject)
  expect(received.text).toContain('Grüße')
  expect(received.html).toContain('<p>Grüße</p>')
  expect(received.attachments).toMatchObject([{ filename: 'termin.ics', mimeType: 'text/calendar' }])
  expect(received.header('From')).toBe(mail.from)
  expect(received.envelope).toEqual({ from: mail.from, to: ['ada@example.org'] })
})

test('greylisting refuses once, a refusal for good always', async () => {
  await using mailbox = await startSmtp()
  await mailbox.behave('greylist')
  await expect(sendTo(mailbox, 'a@example.org')).rejects.toMatchObject({ responseCode: 451 })
  await sendTo(mailbox, 'a@example.org')
  await mailbox.behave('accept')
  mailbox.refuse('b@example.org')
  await expect(sendTo(mailbox, 'b@example.org')).rejects.toMatchObject({ responseCode: 550 })
  expect(mailbox.mails()).toHaveLength(1)
})

test('a server that is down comes back on the same port', async () => {
  await using mailbox = await startSmtp()
  await mailbox.behave('down')
  await expect(sendTo(mailbox, 'a@example.org')).rejects.toMatchObject({ code: 'ESOCKET' })
  await mailbox.behave('accept')
  await sendTo(mailbox, 'a@example.org')
  expect(mailbox.mails()).toHaveLength(1)
})

test('a broken connection leaves the sender in doubt, but the mail was taken', async () => {
  await using mailbox = await startSmtp()
  await mailbox.behave('drop')
  await expect(sendTo(mailbox, 'a@example.org')).rejects.toThrow()
  expect(mailbox.mails()).toHaveLength(1)
})
