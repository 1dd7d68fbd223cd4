import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { MailGiven, MailTemplate } from '#platform/mail/parts.ts'
import { renderMail } from '../render.tsx'
import { filled, ourWording } from './fill.ts'
import { textsInUse, wordingFor } from './wordings.ts'

type Composed = { readonly subject: string; readonly html: string; readonly text: string }

/** A mail as HTML and as text, in the words and colours of the scope's organisation. */
export async function composeMail<P extends string>(
  at: Scope<string>,
  template: MailTemplate<P>,
  given: MailGiven<NoInfer<P>>,
): Promise<Composed> {
  const general = template as unknown as MailTemplate
  const wording = wordingFor(general, given.language, await textsInUse(at, template.kind))
  return renderMail(filled(general, wording, at.organisation, given))
}

/** Asks for the texts of a mail together with something else, so that composing it later in the scope need not wait. */
export async function expectMail<P extends string>(at: Scope<string>, { kind }: MailTemplate<P>): Promise<void> {
  await textsInUse(at, kind)
}

/** A mail in our words, where no scope is open: what the system itself reports. */
export const composeOurs = <P extends string>(
  organisation: Pick<Organisation, 'name' | 'accent' | 'address'>,
  template: MailTemplate<P>,
  given: MailGiven<NoInfer<P>>,
): Composed => {
  const general = template as unknown as MailTemplate
  return renderMail(filled(general, ourWording(general, given.language), organisation, given))
}
