import { normaliseName } from '#platform/text/contact.ts'

export const SHORTEST_PASSWORD = 10
export const LONGEST_PASSWORD = 200

const COMMON =
  /^(passwor[dt]|kennwort|geheim|admin(istrator)?|qwert[yz](uiop)?|willkommen|welcome|hallo|sommer|winter|test)[\d!._-]*$/i

/** What is wrong with a new password, judged by length and guessability, never by kinds of characters (NIST SP 800-63B). */
export function passwordProblem(
  password: string,
  about: readonly string[] = [],
): 'password-short' | 'password-long' | 'password-common' | undefined {
  const length = [...password].length
  if (length < SHORTEST_PASSWORD) return 'password-short'
  if (password.length > LONGEST_PASSWORD) return 'password-long'
  const folded = normaliseName(password)
  const known = about.some((word) => word !== '' && normaliseName(word) === folded)
  if (known || COMMON.test(password) || new Set(password).size < 4 || '01234567890123456789'.includes(password)) {
    return 'password-common'
  }
  return undefined
}
