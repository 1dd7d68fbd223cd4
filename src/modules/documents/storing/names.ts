/** As long as a file name may be on every system, in characters. */
const LONGEST = 200
const LONGEST_TITLE = 300

// Controls, and the marks that turn the direction of writing: a name with one of these shows another ending than it has.
const ODD = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu

const cleaned = (text: string): string => text.normalize('NFC').replaceAll(ODD, '').replaceAll(/\s+/g, ' ').trim()

/** The last part of a path, without characters that no file name has; the ending stays. Never empty. */
export function fileNameOf(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? ''
  const name = cleaned(last)
    .replaceAll(/[<>:"|?*]/g, '_')
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '')
  if (name === '') return 'Unterlage'
  const letters = [...name]
  if (letters.length <= LONGEST) return name
  const ending = /\.[^.]{1,10}$/.exec(name)?.[0] ?? ''
  return letters.slice(0, LONGEST - [...ending].length).join('') + ending
}

/** What a document is called until somebody names it: the given title, else the file's name without its ending. */
export function titleOf(given: string | undefined, fileName: string): string {
  const title = cleaned(given ?? '') || fileName.replace(/(.)\.[^.]{1,10}$/, '$1')
  return [...title].slice(0, LONGEST_TITLE).join('')
}
