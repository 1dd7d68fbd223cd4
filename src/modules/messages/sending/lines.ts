const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,76}$/
const ENDS_A_LINE = /[\p{Cc}\p{Zl}\p{Zp}]/u
/** What we write ourselves: nobody else may, by whatever way a header line comes in. */
const OURS = new Set(
  'from to cc bcc sender reply-to subject date message-id mime-version content-type content-transfer-encoding dkim-signature return-path received auto-submitted'.split(
    ' ',
  ),
)

/** A mail that would let somebody write header lines, or an envelope, of their own. It is never sent, nor tried again. */
export class ForgedLine extends Error {
  readonly code = 'EFORGED'
  constructor(what: string) {
    super(`${what} holds what could end a line of a mail`)
    this.name = 'ForgedLine'
  }
}

/** @throws ForgedLine when the text could end its header line (RFC 5322, 2.2) */
export function oneLine(what: string, text: string): string {
  if (ENDS_A_LINE.test(text)) throw new ForgedLine(what)
  return text
}

/** An address as it stands in an envelope, without name, comment or list. @throws ForgedLine for anything else */
export function plainAddress(what: string, address: string): string {
  if (address.length > 320 || !/^[^\s<>(),;:"\\[\]\p{Cc}@]+@[^\s<>(),;:"\\[\]\p{Cc}@]+$/u.test(address))
    throw new ForgedLine(what)
  return address
}

/** Further header lines. @throws ForgedLine for a name that is ours or no name, and for a value of two lines */
export function furtherHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  for (const [name, value] of Object.entries(headers)) {
    if (!NAME.test(name) || OURS.has(name.toLowerCase())) throw new ForgedLine(`the header name ${name.slice(0, 20)}`)
    oneLine(`the header ${name}`, value)
  }
  return { ...headers }
}
