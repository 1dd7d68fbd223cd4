import type { Scope } from '#platform/data/scope.ts'
import { queueSms } from '#messages'
import { recordConsent } from '#privacy'
import { type BookingRow, texting } from '../data.ts'
import type { Offer } from '../queries/offer.ts'
import { confirmedSms } from './templates.ts'

/** That a person wants SMS about their appointment, as they said it at the form. */
export type WantsSms = {
  /** E.164. */
  readonly to: string
  readonly wording: string
  readonly text: (booking: BookingRow, offer: Offer) => Promise<string>
}

/** Records the consent, and queues the confirmation where the service sends one. */
export async function beginTexting(
  at: Scope<string>,
  person: string,
  { booking, offer }: { readonly booking: BookingRow; readonly offer: Offer },
  { to, wording, text }: WantsSms,
): Promise<void> {
  await recordConsent(at, { person, activity: texting, wording, special: false })
  if (!offer.service.sms_confirm) return
  await queueSms(at, {
    person,
    to,
    cause: booking.id,
    kind: confirmedSms.kind,
    version: booking.version,
    activity: texting,
    text: await text(booking, offer),
  })
}
