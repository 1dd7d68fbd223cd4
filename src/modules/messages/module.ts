import { setting } from '#platform/config/config.ts'
import { houseJob } from '#platform/jobs/jobs.ts'
import { listen } from '#platform/data/events.ts'
import type { Module } from '#platform/module.ts'
import { processingStopped } from '#privacy'
import { blocksNavigation, blocksRefusals, blocksRoutes } from './blocks/index.ts'
import './information/data.ts'
import { messaging } from './navigation.ts'
import { senderNavigation, type SendingGiven, sendingPart, sendingSettings } from './sending/part.ts'
import { maySeeMessages } from './permissions.ts'
import { dropStopped } from './queue.ts'
import { OUTBOX_PAGE, outboxRoutes } from './routes.tsx'
import { smsPart, type SmsSending, smsSettingsOfHouse } from './sms/part.ts'

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

export type Sending = SendingGiven & SmsSending & {
  /** Where staff see the person a message went to, below an organisation. */
  readonly personPage?: (person: string) => string
}

/** The dispatcher wakes when a mail is queued; the job catches up on what waits for another attempt. */
export function messages(sending: Sending): Module {
  const outgoing = sendingPart(sending)
  const sms = smsPart(sending)
  return {
    name: 'messages',
    routes: [...outboxRoutes(sending.personPage), ...blocksRoutes, ...outgoing.routes, ...sms.routes],
    jobs: [houseJob('messages.dispatch', '* * * * *', outgoing.all), ...sms.jobs],
    listeners: [listen(processingStopped, dropStopped), ...sms.listeners],
    navigation: [
      {
        path: OUTBOX_PAGE,
        label: { de: 'Ausgang', en: 'Outbox' },
        may: maySeeMessages,
        order: 60,
        group: messaging,
      },
      blocksNavigation,
      senderNavigation,
      ...sms.navigation,
    ],
    refusals: {
      ...sms.refusals,
      ...blocksRefusals,
      ...outgoing.refusals,
      'messages.nothing-to-send': {
        de: 'Diese Mail gibt es nicht mehr, oder sie wird gerade gesendet. Es wurde nichts geändert.',
        en: 'This mail does not exist any more, or it is being sent right now. Nothing was changed.',
      },
    },
    background: (house) => {
      const ends = [outgoing.wakeful(house), sms.background(house)]
      return async () => void (await Promise.all(ends.map((end) => end())))
    },
  }
}
