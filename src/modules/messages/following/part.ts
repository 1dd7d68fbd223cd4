import { listen } from '#platform/data/events.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { outsideFetch } from '#platform/net/outside-fetch.ts'
import { houseJob } from '#platform/jobs/jobs.ts'
import type { Module } from '#platform/module.ts'
import { isScratch, ledgerKind, offerConsent, processingStopped } from '#privacy'
import { db, measuring } from './data.ts'
import { feedbackPages } from './navigation.ts'
import { readMailbox } from './mailbox.ts'
import { providerRoutes } from './provider-calls.ts'
import type { AskOutside } from './providers/told.ts'
import { readerRoutes } from './reader-routes.ts'
import { feedbackRefusals } from './refusals.ts'
import { setUpOf } from './set-up.ts'
import { watchSightings } from './sightings.ts'
import { feedbackRoutes } from './staff-routes.tsx'
import { webhookRoutes } from './webhook.ts'

ledgerKind('mail-feedback.set-up', { de: 'Rückmeldungen zu Mails eingerichtet', en: 'Feedback on mails set up' })
ledgerKind('mail-address.released', { de: 'Mailadresse wieder freigegeben', en: 'Mail address released' })

// the box to tick stands on each person's own page of consents, once their organisation measures at all
offerConsent({ activity: measuring, offered: async (at) => (await setUpOf(at)).measures })

/** What was measured on a consent ends with it; the delivery itself stays noted. */
async function forgetMeasured(
  at: Scope<string>,
  { person, activity }: { readonly person: string; readonly activity: string | undefined },
): Promise<void> {
  if (activity !== measuring.name) return
  await db(at)
    .deleteFrom('message_events')
    .where('kind', 'in', ['opened', 'clicked'])
    .where('message_id', 'in', (from) => from.selectFrom('messages').select('id').where('person_id', '=', person))
    .execute()
}

export type Following = {
  readonly from: string
  readonly failed: (error: unknown) => void
  readonly personPage?: (person: string) => string
  readonly privateServers?: boolean
  /** How providers' certificates are fetched and subscriptions confirmed; over the network unless told. */
  readonly askOutside?: AskOutside
}

/** What following brings into the module: the mailbox is read each minute, what people open and click is counted beside. */
export function followingPart({ from, failed, personPage, privateServers: inside = false, askOutside }: Following) {
  const all = async (house: House): Promise<void> => {
    for (const organisation of await house.directory.all()) {
      if (isScratch(organisation)) continue
      const isOurs = (sender: string) =>
        sender === from.toLowerCase() || sender === organisation.contact_mail.toLowerCase()
      await readMailbox(house, organisation, { isOurs, failed, inside }).catch(failed)
    }
  }
  return {
    routes: [
      ...readerRoutes,
      ...webhookRoutes,
      ...providerRoutes(askOutside ?? outsideFetch(inside), failed),
      ...feedbackRoutes(personPage, inside),
    ],
    jobs: [houseJob('messages.mailbox', '* * * * *', all)],
    listeners: [listen(processingStopped, forgetMeasured)],
    navigation: feedbackPages,
    refusals: feedbackRefusals,
    background: (house: House) => watchSightings(house, failed),
  } satisfies Partial<Module>
}
