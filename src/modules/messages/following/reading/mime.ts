import PostalMime, { type Email } from 'postal-mime'

/** A mail as the readers of this folder look at it. */
export type Mail = {
  /** The first header of this name, in lower case; '' when there is none. */
  readonly header: (name: string) => string
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly subject: string
  /** The sender's address as the mail says, in lower case. */
  readonly sender: string
  /** What the mail says in plain text; made from its HTML where it has no other. */
  readonly text: string
  /** The body of the first part of one of these types, or undefined. */
  readonly part: (...types: readonly string[]) => string | undefined
}

/** More than this of a mail is not looked at: what it says stands at its beginning. */
export const MOST_BYTES = 128 * 1024

/** Takes a mail apart; one that is cut off or broken gives what is there. */
export async function parsed(raw: Uint8Array): Promise<Mail> {
  const mail = await PostalMime.parse(raw.subarray(0, MOST_BYTES), {
    forceRfc822Attachments: true,
    maxNestingDepth: 20,
  })
  const headers = mail.headers.map(({ key, value }) => ({ name: key, value }))
  return {
    headers,
    header: (name) => headers.find((one) => one.name === name)?.value ?? '',
    subject: mail.subject ?? '',
    sender: (mail.from?.address ?? '').toLowerCase(),
    text: mail.text?.trim() ? mail.text : plain(mail.html ?? '') || (mail.attachments.length === 0 ? body(raw) : ''),
    part: (...types) => partOf(mail, types),
  }
}

/** What follows the headers, as it is: where the parts of a damaged mail cannot be told apart. */
function body(raw: Uint8Array): string {
  const start = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, MOST_BYTES)).toString('utf8')
  const end = /\r?\n\r?\n/.exec(start)
  return end ? start.slice(end.index).trim() : ''
}

function partOf(mail: Email, types: readonly string[]): string | undefined {
  const found = mail.attachments.find(({ mimeType }) => types.includes(mimeType))
  if (!found) return undefined
  return typeof found.content === 'string' ? found.content : Buffer.from(found.content as Uint8Array).toString('utf8')
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
}

/** What has no words for people: style, script, head. Cut by hand, since an expression would be slow on what never ends. */
function shown(html: string): string {
  const [first = '', ...chunks] = html.split(/<(?=(?:style|script|head)[\s>])/i)
  return chunks.reduce((kept, chunk) => {
    const end = /<\/(?:style|script|head)\s*>/i.exec(chunk)
    return end ? kept + chunk.slice(end.index + end[0].length) : kept
  }, first)
}

/** The words of a piece of HTML; enough to find what a server says, never shown as HTML again. */
export const plain = (html: string): string =>
  shown(html)
    .replaceAll(/<(br|\/p|\/tr|\/div|\/h\d)\b[^<>]{0,500}>/gi, '\n')
    .replaceAll(/<[^<>]{0,2000}>/g, ' ')
    .replaceAll(/&(#(\d{1,6})|\w{1,8});/g, (all, name: string, number: string | undefined) =>
      number ? String.fromCodePoint(Math.min(Number(number), 0x10ffff)) : (entities[name] ?? all),
    )
