import { setting } from '#platform/config/config.ts'
import { houseJob } from '#platform/jobs/jobs.ts'
import { listen } from '#platform/data/events.ts'
import type { Module } from '#platform/module.ts'
import { processingStopped } from '#privacy'
import { blocksNavigation, blocksRefusals, blocksRoutes } from './blocks/index.ts'
import { followingPart } from './following/part.ts'
import type { AskOutside } from './following/providers/told.ts'
import { informationPart } from './information/index.ts'
import { messaging } from './navigation.ts'
import { senderNavigation, type SendingGiven, sendingPart, sendingSettings } from './sending/part.ts'
import { maySeeMessages } from './permissions.ts'
import { dropStopped } from './queue.ts'
import { OUTBOX_PAGE } from './protocol/paths.ts'
import { protocolRefusals, protocolRoutes } from './protocol/routes.tsx'
import { smsPart, type SmsSending, smsSettingsOfHouse } from './sms/part.ts'
import { type WordingPorts, wordingNavigation, wordingRefusals, wordingRoutes } from './templates/index.ts'
import './value-words.ts'

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
  ...sendingSettings,
  ...smsSettingsOfHouse,
} as const

export type Sending = SendingGiven &
  SmsSending & {
    readonly failed: (error: unknown) => void
    /** Where staff see the person a message went to, below an organisation. */
    readonly personPage?: (person: string) => string
    /** How a mail provider's certificate is fetched and its subscription confirmed; over the network unless told. */
    readonly askOutside?: AskOutside
    /** What the editor of mail texts asks of others; without it mails are tried on invented data only. */
    readonly wordings?: WordingPorts
  }

const noPorts: WordingPorts = { samples: [], memberNames: async () => new Map() }

/** The dispatcher wakes when a mail is queued; the job catches up on what waits for another attempt. */
export function messages(sending: Sending): Module {
  const outgoing = sendingPart(sending)
  const sms = smsPart(sending)
  const information = informationPart(sending.failed)
  const following = followingPart(sending)
  return {
    name: 'messages',
    // a message's own page comes last: its path would take the others for the id of a message
    routes: [
      ...blocksRoutes,
      ...information.routes,
      ...outgoing.routes,
      ...following.routes,
      ...sms.routes,
      ...wordingRoutes(sending.wordings ?? noPorts),
      ...protocolRoutes(sending.personPage),
    ],
    jobs: [
      houseJob('messages.dispatch', '* * * * *', outgoing.all),
      ...information.jobs,
      ...sms.jobs,
      ...following.jobs,
    ],
    listeners: [listen(processingStopped, dropStopped), ...sms.listeners, ...following.listeners],
    navigation: [
      {
        path: OUTBOX_PAGE,
        label: { de: 'Ausgang', en: 'Outbox' },
        may: maySeeMessages,
        order: 60,
        group: messaging,
      },
      ...following.navigation,
      information.navigation,
      blocksNavigation,
      senderNavigation,
      wordingNavigation,
      ...sms.navigation,
    ],
    refusals: {
      ...blocksRefusals,
      ...information.refusals,
      ...outgoing.refusals,
      ...following.refusals,
      ...sms.refusals,
      ...wordingRefusals,
      ...protocolRefusals,
    },
    background: (house) => {
      const ends = [
        outgoing.wakeful(house),
        information.background(house),
        sms.background(house),
        following.background(house),
      ]
      return async () => void (await Promise.all(ends.map((end) => end())))
    },
  }
}
