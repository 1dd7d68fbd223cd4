import { createTransport } from 'nodemailer'
import type { OutgoingMail, Transport } from './dispatch.ts'

const CONNECTIONS = 5

/**
 * Mail by SMTP over pooled connections.
 * @param url `smtp://host:25`, `smtps://user:password@host:465`; STARTTLS is used whenever the server offers it
 */
export function smtpTransport(url: URL): Transport & { close(): void } {
  const loopback = url.hostname === 'localhost' || url.hostname.startsWith('127.') || url.hostname === '[::1]'
  const pool = createTransport({
    pool: true,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (url.protocol === 'smtps:' ? 465 : 587)),
    secure: url.protocol === 'smtps:',
    // a password never travels in the clear; to another machine nothing does
    requireTLS: !loopback && url.protocol !== 'smtps:',
    ...(url.username
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
    ...(loopback ? { tls: { rejectUnauthorized: false } } : {}),
    maxConnections: CONNECTIONS,
    maxMessages: 200,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send(mail: OutgoingMail) {
      const { calendar } = mail.content
      await pool.sendMail({
        messageId: mail.messageId,
        from: mail.from,
        to: { name: '', address: mail.to },
        ...(mail.replyTo ? { replyTo: mail.replyTo } : {}),
        subject: mail.content.subject,
        text: mail.content.text,
        html: mail.content.html,
        headers: { 'Auto-Submitted': 'auto-generated' },
        ...(calendar ? { icalEvent: { method: calendar.method, filename: 'termin.ics', content: calendar.file } } : {}),
      })
    },
    close: () => pool.close(),
  }
}
