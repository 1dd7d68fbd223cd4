import { setting } from '#platform/config/config.ts'
import { houseJob } from '#platform/jobs/jobs.ts'
import { listen } from '#platform/data/events.ts'
import type { House } from '#platform/data/scope.ts'
import type { Module } from '#platform/module.ts'
import { isScratch, processingStopped } from '#privacy'
import './blocks/data.ts'
import './information/data.ts'
import { dispatchFor, type Transport } from './dispatch.ts'
import { maySeeMessages } from './permissions.ts'
import { dropStopped, OUTBOX } from './queue.ts'
import { OUTBOX_PAGE, outboxRoutes } from './routes.tsx'

export const settings = {
  smtp: setting('BELEGT_SMTP_URL', {
    type: 'url',
    protocols: ['smtp', 'smtps'],
    default: null,
    doc: 'Mail server, e.g. smtps://user:password@mail.example.de. Unset: mails wait in the outbox and the desk is told so.',
  }),
  from: setting('BELEGT_MAIL_FROM', {
    type: 'string',
    default: 'belegt@localhost',
    pattern: /^[^\s@<>]+@[^\s@<>]+$/,
    doc: 'Sender address of all mails; the organisation’s name stands beside it and answers go to the organisation.',
  }),
} as const

export type Sending = {
  readonly transport: Transport | undefined
  readonly from: string
  readonly failed: (error: unknown) => void
  /** Where staff see the person a message went to, below an organisation. */
  readonly personPage?: (person: string) => string
}

/** Everything due, organisation by organisation; a failure of one does not keep the others waiting. */
async function dispatchAll(house: House, { transport, from, failed }: Sending): Promise<void> {
  if (!transport) return
  for (const organisation of await house.directory.all()) {
    if (isScratch(organisation)) continue
    await dispatchFor(house, organisation, transport, from).catch(failed)
  }
}

/** The dispatcher wakes when a mail is queued; the job catches up on what waits for another attempt. */
export function messages(sending: Sending): Module {
  return {
    name: 'messages',
    routes: outboxRoutes(sending.personPage),
    jobs: [houseJob('messages.dispatch', '* * * * *', (house) => dispatchAll(house, sending))],
    listeners: [listen(processingStopped, dropStopped)],
    navigation: [{ path: OUTBOX_PAGE, label: { de: 'Nachrichten', en: 'Messages' }, may: maySeeMessages, order: 60 }],
    refusals: {
      'messages.nothing-to-send': {
        de: 'Diese Mail gibt es nicht mehr, oder sie wird gerade gesendet. Es wurde nichts geändert.',
        en: 'This mail does not exist any more, or it is being sent right now. Nothing was changed.',
      },
    },
    background: (house) => wakeful(house, sending),
  }
}

function wakeful(house: House, sending: Sending): () => Promise<void> {
  const woken = new Set<string>()
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  const hear = (organisation: string) => {
    if (woken.has(organisation) || stopped || !sending.transport) return
    woken.add(organisation)
    running = running.then(async () => {
      woken.delete(organisation)
      const found = await house.directory.byId(organisation)
      // invented people of a check have no mailbox, and no server is to hear of them
      if (found && !isScratch(found) && sending.transport && !stopped)
        await dispatchFor(house, found, sending.transport, sending.from)
    }, undefined)
    running = running.catch(sending.failed)
  }
  const deaf = house.changes.listenAll(OUTBOX, hear)
  return async () => {
    stopped = true
    deaf()
    await running
  }
}
