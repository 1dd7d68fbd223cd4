import type { Scope } from '#platform/data/scope.ts'
import type { OptOut } from '#platform/mail/opt-out.ts'
import type { MailGiven, MailTemplate } from '#platform/mail/parts.ts'
import { filled } from '../templates/fill.ts'
import { textsInUse, wordingFor } from '../templates/wordings.ts'
import { renderWithOptOut, type WithOptOut } from './opt-out.ts'

/** As `composeMail`, for kinds of mail with a lane: with the way out of whoever gets it, below all other small print. */
export async function composeWithOptOut<P extends string>(
  at: Scope<string>,
  template: MailTemplate<P>,
  given: MailGiven<P>,
  optOut: OptOut,
): Promise<WithOptOut> {
  const general = template as unknown as MailTemplate
  const wording = wordingFor(general, given.language, await textsInUse(at, template.kind))
  return renderWithOptOut(filled(general, wording, at.organisation, given), optOut)
}
