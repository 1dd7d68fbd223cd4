import { composeMail, notArrived, queueMail } from '#messages'
import { contactsOf, giveNotice, introducing, noticesByMail, noticesMailedSince, noticesReturned } from '#people'
import type { House, Scope } from '#platform/data/scope.ts'
import { absoluteIn } from '#platform/http/address.ts'
import { organisationJob } from '#platform/jobs/jobs.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { todayOf } from '../actions/file.ts'
import { categoriesAbout } from './held.ts'
import { informingLetter } from './letter.ts'
import { informingMail } from './mail-text.ts'

export type Introducing = Scope<(typeof introducing)['opens'][number]>

const MOST_AT_ONCE = 200

/** Who was entered by staff with a mail address gets the notice at once; it is noted with the mail, or neither is. */
export async function informByMail(at: Introducing, house: Pick<House, 'publicUrl'>): Promise<void> {
  const owed = await noticesByMail(at, MOST_AT_ONCE)
  const contacts = new Map(
    (await contactsOf(at, owed.map(({ person_id }) => person_id))).map((one) => [one.id, one] as const), // oxfmt-ignore
  )
  const absolute = absoluteIn(house, at.organisation)
  for (const one of owed) {
    const contact = contacts.get(one.person_id)
    const [name, to] = contact ? await openAll(at, [contact.name, contact.mail]) : []
    if (!contact || !to) continue
    const language = contact.language === 'en' ? 'en' : 'de'
    const held = await categoriesAbout(at, one.person_id, language)
    const { facts } = informingLetter({ organisation: at.organisation, language, name: name ?? '', owed: one, held })
    const [source, since] = facts
    const content = await composeMail(at, informingMail, {
      language,
      values: {
        name: name ?? '',
        herkunft: source?.[1] ?? '',
        seit: since?.[1] ?? '',
        daten: held.map(([kind, categories]) => `${kind}: ${categories}`).join('; '),
        datenschutz: absolute('/datenschutz', language),
        rechte: absolute('/datenschutz/rechte', language),
      },
    })
    // the law demands it (Art. 14 GDPR): nobody can refuse it, and it advertises nothing
    await queueMail(at, { person: one.person_id, to, cause: one.id, kind: informingMail.kind, version: 0, content })
    await giveNotice(at, one.id, { how: 'mail', on: todayOf(at) })
  }
}

/** A mail that nobody refused for so long has arrived; servers give up after five days (RFC 5321, 4.5.4.1), people answer later. */
const MAY_COME_BACK_DAYS = 30

/** Whose mail did not arrive is not informed: back on the officer's list. */
async function takeBackUnread(at: Introducing): Promise<void> {
  const mailed = await noticesMailedSince(at, todayOf(at).subtract({ days: MAY_COME_BACK_DAYS }))
  await noticesReturned(at, await notArrived(at, informingMail.kind, mailed))
}

export const informingJob = organisationJob('rights.informing', '*/10 * * * *', introducing, async (at, house) => {
  await takeBackUnread(at)
  await informByMail(at, house)
})
