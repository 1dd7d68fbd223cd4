import type { OutgoingMail } from './outgoing.ts'
import { signed } from './dkim.ts'
import { furtherHeaders, oneLine, plainAddress } from './lines.ts'

export type Composed = { readonly envelope: { from: string; to: string }; readonly raw: Buffer }

/**
 * The mail as it goes over the wire, signed by every key of its sender.
 * @param now its Date, and that of its signatures
 * @throws ForgedLine when any part could write header lines or an envelope of its own
 */
export async function composed(mail: OutgoingMail, now: Temporal.Instant): Promise<Composed> {
  const { content } = mail
  const { calendar } = content
  const to = plainAddress('the recipient', mail.to)
  const from = plainAddress('the sender', mail.from.address)
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const raw = await new MailComposer({
    messageId: oneLine('the Message-ID', mail.messageId),
    date: new Date(now.epochMilliseconds),
    from: { name: oneLine('the sender’s name', mail.from.name), address: from },
    to: { name: '', address: to },
    ...(mail.replyTo ? { replyTo: plainAddress('the reply address', mail.replyTo) } : {}),
    subject: oneLine('the subject', content.subject),
    text: content.text,
    html: content.html,
    headers: { 'Auto-Submitted': 'auto-generated', ...furtherHeaders(content.headers ?? {}) },
    ...(calendar ? { icalEvent: { method: calendar.method, filename: 'termin.ics', content: calendar.file } } : {}),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'windows',
  })
    .compile()
    .build()
  return {
    envelope: { from: mail.envelope?.from ? plainAddress('the return path', mail.envelope.from) : from, to },
    raw: await signed(raw, mail.keys ?? [], now),
  }
}
