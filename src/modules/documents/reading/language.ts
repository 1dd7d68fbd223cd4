/** Words that hardly stand in the other language. */
const german = new Set(
  'der die und das ist nicht mit den von zu dem ein eine für auf sich des im auch als bei aus nach wird sie wir ihre ihr ihnen oder einer zum zur über sehr vom bitte unter durch haben sind am bis nur kein keine werden wurde'.split(
    ' ',
  ),
)
const english = new Set(
  'the and of to is that for with on this be are as at by from you your it not have or we our will which has please was their an if all can may shall any been'.split(
    ' ',
  ),
)
const LEAST = 4

/** The language of a text by its commonest words; null where it cannot be told. */
export function languageOf(text: string): 'de' | 'en' | null {
  let [de, en] = [0, 0]
  for (const word of text
    .slice(0, 40_000)
    .toLowerCase()
    .match(/\p{L}+/gu) ?? []) {
    if (german.has(word)) de++
    else if (english.has(word)) en++
  }
  if (/[äöüß]/i.test(text)) de++
  if (de + en < LEAST) return null
  return de >= en ? 'de' : 'en'
}
