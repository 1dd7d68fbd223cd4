import type { Scope } from '#platform/data/scope.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { readToken, tokenFor } from '#platform/keys/token.ts'
import { refuse } from '#platform/errors/errors.ts'
import type { OptOut } from '#platform/mail/opt-out.ts'
import type { Language } from '#platform/text/language.ts'
import type { MailContent } from '../data.ts'
import { uuidBytes, uuidText } from '#platform/keys/uuid.ts'
import { type MailText, renderMail } from '../render.tsx'
import { advertises, type Lane } from '../rules.ts'
import { blockWords } from './texts.ts'

const USE = 'unsubscribe'
export const UNSUBSCRIBE_PAGE = '/abmelden'

/** What a mail says that must bear a way out: `queueMail` takes no other in the lanes of information and advertising. */
export type WithOptOut = MailContent & { readonly optOut: OptOut }

/** A search token in the form in which links carry what they lead to. */
export const asId = (token: Buffer): string => uuidText(token.toString('hex'))
export const asToken = uuidBytes

/**
 * The token by which an address unsubscribes, 43 characters: the address's own search token with a keyed seal. Nothing is
 * stored for it and it names no person and no mail, so it works for ever, also when both are long gone.
 */
export const unsubscribeToken = async (at: Scope<string>, to: string): Promise<string> =>
  tokenFor(at, USE, asId(await exactToken(at, 'mail', to)))

/** The search token of the address behind an unsubscribe token; undefined for anything forged. */
export async function addressBehind(at: Scope<string>, token: string): Promise<Buffer | undefined> {
  const id = await readToken(at, USE, token)
  return id === undefined ? undefined : asToken(id)
}

/**
 * The way out for one address.
 * @param absolute the whole address of a page of the organisation, in the language of the mail
 */
export const optOutFor = async (
  at: Scope<string>,
  to: string,
  absolute: (path: string) => string,
): Promise<OptOut> => ({ url: absolute(`${UNSUBSCRIBE_PAGE}/${await unsubscribeToken(at, to)}`) })

/** The last line of the small print, in the language of the mail. */
export function optOutLine(language: Language, { url }: OptOut) {
  const w = blockWords(language).line
  return [{ text: `${w.before} ` }, { text: w.link, url }, { text: w.after }]
}

/** Renders a mail with its way out: the one way to make what the lanes of information and advertising take. */
export const renderWithOptOut = (mail: MailText, optOut: OptOut): WithOptOut => ({
  ...renderMail({ ...mail, closing: [...mail.closing, optOutLine(mail.language, optOut)] }),
  optOut,
})

/**
 * Sees to it that a mail its reader did not ask for bears the way out of that very reader, in both its forms.
 * @throws Refusal messages.no-opt-out
 */
export async function demandOptOut(
  at: Scope<string>,
  { lane, to, content }: { readonly lane: Lane; readonly to: string; readonly content: MailContent },
): Promise<void> {
  if (!advertises(lane)) return
  const url = content.optOut?.url
  const own = url?.endsWith(`${UNSUBSCRIBE_PAGE}/${await unsubscribeToken(at, to)}`) ?? false
  if (!url || !own || !content.text.includes(url) || !content.html.includes(`href="${url}"`))
    throw refuse('messages.no-opt-out', 'conflict', { lane })
}
