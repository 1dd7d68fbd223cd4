// Lines of iCalendar files (RFC 5545) as more than one floor writes them.

/** Without control characters and halves of characters. */
export function printable(value: string): string {
  const whole = value.isWellFormed() ? value : value.toWellFormed().replaceAll('\ufffd', '')
  return whole.replace(/\p{Cc}/gu, (control) => (control === '\n' || control === '\t' ? control : ''))
}

/**
 * What may stand between quotation marks in a parameter: those themselves never. ^ is the escape of RFC 6868; a
 * backslash is none by the standard, but readers take it for one, so it becomes a slash.
 */
function quotable(value: string): string {
  return printable(value.replace(/[\t\r\n\u0085\u2028\u2029]+/g, ' '))
    .replaceAll('"', "'")
    .replaceAll('\\', '/')
    .replaceAll('^', '^^')
}

/** RFC 6068; the characters that mail addresses really have stay readable, since calendars compare them as text. */
export function mailto(mail: string): string {
  if (!mail.isWellFormed() || !/^[^\s\p{Cc}@<>"]+@[^\s\p{Cc}@<>"]+$/u.test(mail)) {
    throw new TypeError('this is no mail address for a calendar')
  }
  return `mailto:${mail.replace(/[^A-Za-z0-9@._~!$'*+=-]/gu, encodeURIComponent)}`
}

/** The property that names who invites. */
export const organiserLine = (name: string, mail: string): string => `ORGANIZER;CN="${quotable(name)}":${mailto(mail)}`

/** RFC 5545, 3.1: at most 75 octets a line, the rest after CRLF and a space; no character is cut in two. */
export function folded(line: string): string {
  let out = ''
  let used = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (used + size > 75) {
      out += '\r\n '
      used = 1
    }
    out += character
    used += size
  }
  return `${out}\r\n`
}
