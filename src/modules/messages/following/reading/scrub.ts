const LONGEST = 400
/** More is not looked at; what was cut in half there goes with it. */
const MOST_READ = 4_000

// A mail address, also as servers write it: <a@b>, rfc822;a@b, a%b@c, =?..?=, and the keyed token of our return path.
const address = /[^\s<>"'(),;:[\]]+@[^\s<>"'(),;[\]]+/gu
const longRun = /[A-Za-z0-9_-]{32,}/g
const network = /\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{0,4}\b/gi
const phone = /(?<![\d.])\+?\d[\d /()-]{7,}\d(?![\d.])/g

/**
 * A server's words without what could name anybody: mail and network addresses, phone numbers and tokens are replaced by an
 * ellipsis, white space is one blank, and what is longer than 400 characters ends.
 * @param known further words to cut out, e.g. the local part of the recipient
 */
export function scrubbed(words: string, known: readonly string[] = []): string {
  const read = words.length > MOST_READ ? words.slice(0, MOST_READ).replace(/\S*$/, '') : words
  let said = read.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').replaceAll(address, '…')
  for (const one of known) if (one.length > 2) said = said.replaceAll(one, '…')
  said = said.replaceAll(longRun, '…').replaceAll(network, '…').replaceAll(phone, '…').trim()
  return said.length > LONGEST ? `${said.slice(0, LONGEST - 1)}…` : said
}
