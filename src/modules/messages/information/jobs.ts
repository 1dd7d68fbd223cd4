import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope } from '#platform/data/scope.ts'
import { houseJob, type Job } from '#platform/jobs/jobs.ts'
import { isScratch } from '#privacy'
import { audienceOf, finishInformation, INFORMATION, queueNext } from './actions.ts'
import { db, informing } from './data.ts'

const actor = { kind: 'system', job: 'messages.information' } as const

/** Queues what staff sent on its way in one organisation, each lot in a transaction for the purpose of its audience. */
export async function queueInformation(house: House, organisation: Organisation): Promise<void> {
  const wish = { organisation, actor, purpose: informing } as const
  const open = await inScope(house, { ...wish, readOnly: true }, (at) =>
    db(at)
      .selectFrom('information_mails')
      .select(['id', 'audience'])
      .where('state', '=', 'sending')
      .where('queued_at', 'is', null)
      .execute(),
  )
  for (const mail of open) {
    const purpose = audienceOf(mail).activity
    while (await inScope(house, { organisation, actor, purpose }, (at) => queueNext(at, house, mail.id)));
  }
  await inScope(house, wish, finishInformation)
}

export const informationJob = (failed: (error: unknown) => void): Job =>
  houseJob('messages.information', '* * * * *', async (house) => {
    for (const organisation of await house.directory.all())
      if (!isScratch(organisation)) await queueInformation(house, organisation).catch(failed)
  })

/** Begins as soon as somebody has confirmed; answers how to end. */
export function informationAtOnce(house: House, failed: (error: unknown) => void): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  let stopped = false
  const deaf = house.changes.listenAll(INFORMATION, (id) => {
    running = running
      .then(async () => {
        const organisation = stopped ? undefined : await house.directory.byId(id)
        if (organisation && !isScratch(organisation)) await queueInformation(house, organisation)
      })
      .catch(failed)
  })
  return async () => {
    stopped = true
    deaf()
    await running
  }
}
