import { isCommon } from '../common-passwords.ts'
import { normaliseName } from '#platform/text/contact.ts'

export const SHORTEST_PASSWORD = 10
export const LONGEST_PASSWORD = 200

export type PasswordProblem = 'password-short' | 'password-long' | 'password-common' | 'password-own'

/** Words of ours that the list of common passwords, which is English, does not have. */
const GERMAN =
  /^(passwor[dt]|kennwort|geheim(nis)?|admin(istrator)?|qwert[yz](uiop)?|willkommen|hallo(welt)?|sommer|winter|herbst|frühling|fruehling|januar|februar|märz|april|juni|juli|august|september|oktober|november|dezember|schatz|liebling|fussball|fußball|passwortpasswort|testtest|belegt)$/

/** What people put around a word: years, digits, signs. */
const withoutEnds = (text: string) => text.replaceAll(/^[\d\W_]+|[\d\W_]+$/g, '')

const LETTERS: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' } // oxfmt-ignore
const withLetters = (text: string) => text.replaceAll(/[013457@$!]/g, (sign) => LETTERS[sign] ?? sign)

/** A word that was typed several times to make it longer, once. */
const once = (text: string) => /^(.+?)\1+$/su.exec(text)?.[1] ?? text

/** The password as a guesser tries it: small letters, then without ends, with letters for digits, repeated once. */
function guesses(password: string): Set<string> {
  const small = password.toLowerCase()
  const bare = withoutEnds(small)
  const forms = [small, bare, withLetters(small), withoutEnds(withLetters(small)), withLetters(bare)]
  return new Set(forms.flatMap((form) => [form, once(form), withoutEnds(once(form))]).filter((form) => form !== ''))
}

const ROWS = ['01234567890123456789', '98765432109876543210', 'abcdefghijklmnopqrstuvwxyz', 'qwertzuiopasdfghjklyxcvbnm', 'qwertyuiopasdfghjklzxcvbnm'] // oxfmt-ignore

const SHORTEST_PART = 3
/** As much as must be left of a password when everything about the person is taken out of it. */
const LEAST_OWN = 5

/**
 * Whether it is made of what everybody knows of the person.
 * @param about name, mail address, name of the organisation, as they stand
 */
function isOwn(password: string, about: readonly string[]): boolean {
  const parts = about
    .flatMap((text) => [normaliseName(text), ...normaliseName(text).split(/[^\p{L}\p{N}]+/u)])
    .flatMap((part) => [part, part.replaceAll(/[^\p{L}\p{N}]+/gu, '')])
    .filter((part) => part.length >= SHORTEST_PART)
    .toSorted((a, b) => b.length - a.length)
  const folded = normaliseName(password)
  let left = folded
  for (const part of parts) left = left.replaceAll(part, '')
  return left !== folded && left.replaceAll(/[\d\W_]+/g, '').length < LEAST_OWN
}

/**
 * What is wrong with a new password, judged by length and guessability, never by kinds of characters (NIST SP 800-63B-4):
 * too short, too long, one that is tried first, or made of the person's own name, mail address or organisation.
 * @param about texts about the person, as they stand
 */
export function passwordProblem(password: string, about: readonly string[] = []): PasswordProblem | undefined {
  if ([...password].length < SHORTEST_PASSWORD) return 'password-short'
  if (password.length > LONGEST_PASSWORD) return 'password-long'
  if (isOwn(password, about)) return 'password-own'
  const tried = guesses(password)
  const inRow = ROWS.some((row) => row.includes(password.toLowerCase()))
  if (inRow || new Set(password).size < 4) return 'password-common'
  return [...tried].some((guess) => GERMAN.test(guess) || isCommon(guess)) ? 'password-common' : undefined
}
