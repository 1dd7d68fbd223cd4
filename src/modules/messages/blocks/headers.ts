import type { Scope } from '#platform/data/scope.ts'
import type { Leaving } from '../sending/leaving.ts'
import { UNSUBSCRIBE_PAGE } from './opt-out.ts'
import { mailboxFor } from './mailbox.ts'

/**
 * Header lines that let a mail program unsubscribe (RFC 2369, RFC 8058), in order of the mails; none for what its reader
 * asked for. The signature must cover both lines.
 */
export async function unsubscribeHeaders(
  at: Scope<string>,
  leaving: readonly Leaving[],
): Promise<readonly Readonly<Record<string, string>>[]> {
  if (leaving.every(({ content }) => !content.optOut)) return leaving.map(() => ({}))
  const mailbox = await mailboxFor(at)
  return leaving.map(({ content: { optOut } }) => (optOut ? headersFor(optOut.url, mailbox) : {}))
}

/**
 * @param mailbox where a mail that asks for it is read, if anywhere
 * @returns both lines; the mail's subject carries the token, so that it works from any address
 */
export function headersFor(url: string, mailbox: string | undefined): Readonly<Record<string, string>> {
  const token = url.slice(url.lastIndexOf(`${UNSUBSCRIBE_PAGE}/`) + UNSUBSCRIBE_PAGE.length + 1)
  const mail = mailbox ? [`<mailto:${mailbox}?subject=${encodeURIComponent(`unsubscribe ${token}`)}>`] : []
  return {
    'List-Unsubscribe': [...mail, `<${url}>`].join(', '),
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
}
