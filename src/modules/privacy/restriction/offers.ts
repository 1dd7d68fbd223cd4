import type { Activity } from '#platform/data/activity.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { Language } from '#platform/text/language.ts'
import { collectionWording } from '../collection.tsx'
import { recordConsent } from '../consent.ts'
import { ofAge } from '../guardian.tsx'
import { hasConsent } from './withdraw.ts'

/** A consent that people may give on their own page of consents; never asked for in the way of anything. */
export type ConsentOffer = {
  readonly activity: Activity
  /** Whether the organisation does at all what is asked for. */
  readonly offered: (at: Scope<string>) => Promise<boolean>
}

const offers: ConsentOffer[] = []

/** Lets people consent to an activity on their own page; called at module level, once per activity. */
export function offerConsent(offer: ConsentOffer): void {
  if (offers.some(({ activity }) => activity.name === offer.activity.name))
    throw new Error(`consent to ${offer.activity.name} is offered twice`)
  offers.push(offer)
}

/** What a person may consent to now: what their organisation offers and they have not consented to. */
export async function offersFor(at: Scope<string>, person: string): Promise<readonly Activity[]> {
  const asked = await Promise.all(
    offers.map(async ({ activity, offered }) =>
      (await offered(at)) && !(await hasConsent(at, person, activity.name)) ? [activity] : [],
    ),
  )
  return asked.flat()
}

const texts = {
  de: {
    tick: (why: string) =>
      `Ich willige ein: ${why}. ${ofAge('de')} Das ist freiwillig. Ich kann es jederzeit hier widerrufen.`,
    keep: 'Wir messen, solange Ihre Einwilligung gilt, und löschen das Gemessene spätestens 30 Tage nach der Nachricht.',
  },
  en: {
    tick: (why: string) => `I consent: ${why}. ${ofAge('en')} This is voluntary. I can withdraw it here at any time.`,
    keep: 'We measure as long as your consent holds, and delete what was measured 30 days after the message at the latest.',
  },
} as const

/** The words beside the tick box, which is never ticked beforehand. */
export const offerWording = (language: Language, activity: Activity): string =>
  texts[language].tick(activity.why[language])
export const offerKeep = (language: Language): string => texts[language].keep

type About = { readonly organisation: Organisation; readonly language: Language; readonly activity: Activity }

/** Everything that stood at the tick box, as it is kept. */
const wholeWording = ({ organisation, language, activity }: About): string =>
  `${offerWording(language, activity)}\n${collectionWording({ organisation, language, activities: [activity], keep: offerKeep(language) })}`

/** Records a consent that a person gave on their own page. @returns false where it is not offered to them (any more) */
export async function acceptOffer(at: Scope<string>, person: string, name: string): Promise<boolean> {
  const activity = (await offersFor(at, person)).find((one) => one.name === name)
  if (!activity) return false
  const wording = wholeWording({ organisation: at.organisation, language: at.language, activity })
  await recordConsent(at, { person, activity, wording, special: false })
  return true
}
