/** What a mail that asks to be left alone says; see `asksToStop`. */
export type Stop = { readonly token: string | undefined }

const TOKEN = /^[\w-]{43}$/

/** A whole line that means "no more mails": nothing else may stand in it, so that "Auto abmelden" is a matter, not a wish. */
const STOP = [
  'unsubscribe( me)?( from (this|the|your) (list|mailing list|mails?|emails?|newsletter))?',
  'remove( me)?( from (this|the|your) (list|mailing list|mails?|emails?))?',
  'opt[ -]?out',
  'stop',
  '(no|stop( sending)?( me)?)( any)?( more)?( of)?( these| such| your)? (e-?)?mails?',
  "(i )?(do not|don't|dont) (want|send|wish)( me| to receive| to get)?( any)?( more)?( of)?( these| such| your)? (e-?)?mails?( any ?more)?",
  'stopp?',
  '(ich )?(mich )?(möchte |will |moechte )?(mich )?(hiermit )?(vom newsletter |von (diesen|ihren) (e-?)?mails |von (dieser|ihrer) liste )?(abmelden|abbestellen|austragen|abmeldung|abbestellung)',
  '(ich )?melde mich (hiermit )?(von (diesen|ihren) (e-?)?mails )?ab',
  '(ich )?bestelle (diese|ihre|die) (e-?)?mails (hiermit )?ab',
  '(diese |ihre |die )?(e-?)?mails? (abbestellen|stoppen)',
  '(mich )?aus (dem|ihrem|der|ihrer) (verteiler|liste) (nehmen|streichen|löschen|austragen)',
  '(streichen|nehmen|löschen) sie mich (aus|von) (dem|ihrem|der|ihrer) (verteiler|liste)',
  '(bitte )?(schicken|senden) sie mir (bitte )?keine (weiteren )?((e-?)?mails?|nachrichten)( mehr)?',
  '(ich )?(möchte|will) keine (weiteren )?((e-?)?mails?|nachrichten|werbung)( mehr)?( (bekommen|erhalten))?',
  'keine (weiteren )?((e-?)?mails?|nachrichten|werbung)( mehr)?( bitte)?',
].join('|')
const WHOLE = new RegExp(`^(?:bitte |please |pls )?(?:${STOP})(?: bitte| please)?$`, 'u')

/** Nobody needs more words for it; and no long line is searched. */
const LONGEST_WISH = 120
const isWish = (line: string): boolean => line.length <= LONGEST_WISH && WHOLE.test(line)

const ANSWER = /^\s*(?:re|aw|antw|wg|fwd?|tr)\s*(?:\[\d+\])?\s*:\s*/iu
const plain = (line: string): string =>
  line
    .toLowerCase()
    .normalize('NFC')
    .replaceAll(/[’`´]/gu, "'")
    .replaceAll(/[^\p{L}\p{N}' -]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()

/** Where the writer's own words end: a quotation, the line that announces one, a signature. */
const ENDS = [
  /^\s*>/u,
  /^-- ?$/u,
  /^_{5,}\s*$/u,
  /^\s*-{3,}.*(?:original|ursprüngliche|weitergeleitete)/iu,
  /^\s*(?:am|on|le) .{5,120}(?:schrieb|wrote|a écrit).{0,80}:?\s*$/iu,
  /^\s*(?:von|from|de):\s/iu,
  /^\s*(?:gesendet|sent) (?:von|mit|from|with) /iu,
]
const GREETING =
  /^(?:(?:hallo|guten (?:tag|morgen|abend)|moin|servus|liebe|lieber|sehr geehrte|sehr geehrter|hi|hello|dear)\b.{0,60}|(?:mit freundlichen grüßen|freundliche grüße|viele grüße|beste grüße|lg|vg|mfg|danke|vielen dank|thanks|thank you|best|best regards|kind regards|regards))$/u

/** The writer's own lines, without quotation, greeting and signature. */
function ownLines(text: string): string[] {
  const lines: string[] = []
  for (const line of text.slice(0, 20_000).split(/\r\n?|\n/u)) {
    if (ENDS.some((end) => end.test(line))) break
    const said = plain(line)
    if (said !== '' && !GREETING.test(said)) lines.push(said)
  }
  return lines
}

/** Lines of a name or two below the wish: nobody adds a matter in three words. */
const isName = (line: string): boolean => line.split(' ').length <= 3

/**
 * Whether a mail asks to get no more mails: by its subject, as the link in a mail's header makes it, or because the first
 * thing its writer says is just that. Anything longer is for people to read.
 * @returns with the token that the subject carries, if any; undefined where it says something else
 */
export function asksToStop(mail: { readonly subject: string; readonly text: string }): Stop | undefined {
  let subject = mail.subject.slice(0, 500).trim()
  while (ANSWER.test(subject)) subject = subject.replace(ANSWER, '')
  const words = subject.split(/\s+/u)
  const token = words.find((word) => TOKEN.test(word))
  const said = plain(words.filter((word) => word !== token).join(' '))
  if (isWish(said)) return { token }
  const [first, ...others] = ownLines(mail.text)
  return first !== undefined && isWish(first) && others.length <= 2 && others.every(isName) ? { token } : undefined
}
