// Mails with attachments, and an organisation with an archive and a mailbox that they come in by.
import { randomUUID } from 'node:crypto'
import type { ImapServer } from './dovecot.ts'
import { type FolderWish, keepFolder, keepMailbox } from '../../src/modules/documents/mailboxes/set-up.ts'
import type { Scope } from '../../src/platform/data/scope.ts'

export type Attached = { name?: string; type?: string; content: string | Uint8Array; inline?: boolean; cid?: string }
export type Letter = {
  subject?: string
  text?: string
  html?: string
  attached?: readonly Attached[]
  id?: string
  from?: string
}

const line = (text: string) =>
  /^[\x20-\x7e]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`
const lines = (bytes: Uint8Array) =>
  (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n')

/** A mail as a mail program writes it. */
export function letter({
  subject = 'Ihre Rechnung',
  text = 'Guten Tag',
  html,
  attached = [],
  id,
  from,
}: Letter = {}): Buffer {
  const boundary = `grenze-${randomUUID()}`
  const parts = [
    `Content-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`,
    ...(html ? [`Content-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n`] : []),
    ...attached.map(({ name, type = 'application/pdf', content, inline, cid }) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content
      const called = name === undefined ? '' : `; filename="${line(name)}"`
      const plain = type === 'message/rfc822'
      return (
        `Content-Type: ${type}\r\nContent-Disposition: ${inline ? 'inline' : 'attachment'}${called}\r\n` +
        (cid ? `Content-ID: <${cid}>\r\n` : '') +
        (plain
          ? `\r\n${Buffer.from(bytes).toString('latin1')}\r\n`
          : `Content-Transfer-Encoding: base64\r\n\r\n${lines(bytes)}\r\n`)
      )
    }),
  ]
  const body = parts.map((part) => `--${boundary}\r\n${part}`).join('')
  return Buffer.from(
    `Message-ID: <${id ?? randomUUID()}@absender.example>\r\nDate: Fri, 20 Nov 2026 09:30:00 +0100\r\n` +
      `From: ${from ?? 'Lieferant GmbH <rechnung@lieferant.example>'}\r\nTo: post@amt.example\r\nSubject: ${line(subject)}\r\n` +
      `MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n${body}--${boundary}--\r\n`,
    'latin1',
  )
}

/** A small PDF that no other is equal to. */
export const pdf = (words = randomUUID()): Buffer =>
  Buffer.from(`%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n% ${words}\ntrailer<</Root 1 0 R>>\n%%EOF\n`)

/** Names the mailbox of a server, and one folder in it. @returns the ids */
export async function mailInto(
  at: Scope<string>,
  server: Pick<ImapServer, 'port' | 'user' | 'password'>,
  archive: string,
  wish: Partial<FolderWish> = {},
): Promise<{ mailbox: string; folder: string }> {
  const mailbox = await keepMailbox(at, {
    name: 'Poststelle',
    host: '127.0.0.1',
    port: server.port,
    username: server.user,
    password: server.password,
    active: true,
  })
  const folder = await keepFolder(at, mailbox, {
    archive_id: archive,
    path: 'Belegt',
    automatic: true,
    keeps: 'both',
    afterwards: 'move',
    ...wish,
  })
  return { mailbox, folder }
}
