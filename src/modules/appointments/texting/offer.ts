import type { Scope } from '#platform/data/scope.ts'
import type { Language } from '#platform/text/language.ts'
import { smsOffer } from '#messages'
import type { Service } from '../data.ts'
import { textingWords } from './texts.ts'

/** SMS as a service offers them to whoever books. */
export type TextingOffer = {
  readonly sender: string
  /** The words beside the tick, which are what is consented to. */
  readonly wording: string
}

/** What is asked about SMS at a service's form; nothing is read where the service sends none. */
export async function textingOffer(
  at: Scope<string>,
  service: Service,
  language: Language,
): Promise<TextingOffer | undefined> {
  if (!service.sms_confirm && !service.sms_remind) return undefined
  const offer = await smsOffer(at)
  if (!offer) return undefined
  const w = textingWords(language)
  const what = w.what(service.sms_confirm, service.sms_remind, service.remind_hours)
  return { sender: offer.sender, wording: w.tick(at.organisation.name, what, offer.company) }
}
