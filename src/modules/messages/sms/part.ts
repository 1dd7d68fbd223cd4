import { setting } from '#platform/config/config.ts'
import { listen } from '#platform/data/events.ts'
import type { House } from '#platform/data/scope.ts'
import { houseJob } from '#platform/jobs/jobs.ts'
import type { Module } from '#platform/module.ts'
import { isScratch, ledgerKind, processingStopped } from '#privacy'
import { dispatchSms } from './dispatch.ts'
import { PUBLISHED, type SmsBases, type SmsGiven } from './given.ts'
import { dropStoppedSms, SMS_OUTBOX } from './queue.ts'
import { smsRefusals } from './refusals.ts'
import { messaging } from '../navigation.ts'
import { maySeeMessages } from '../permissions.ts'
import { SMS_PAGE } from './paths.ts'
import { smsReportRoutes } from './report-routes.ts'
import { smsStaffRoutes } from './staff-routes.tsx'

ledgerKind('sms.stopped', { de: 'SMS abbestellt', en: 'SMS stopped' })
ledgerKind('sms.set-up', { de: 'SMS-Versand eingerichtet', en: 'Sending of SMS set up' })

export const smsSettingsOfHouse = {
  smsTwilio: setting('BELEGT_SMS_TWILIO_URL', {
    type: 'url',
    protocols: ['https', 'http'],
    default: null,
    doc: 'Where Twilio’s API is, for organisations that send SMS by it, e.g. of another region; never unencrypted to another machine. Unset: https://api.twilio.com.',
  }),
  smsSeven: setting('BELEGT_SMS_SEVEN_URL', {
    type: 'url',
    protocols: ['https', 'http'],
    default: null,
    doc: 'Where the API of seven is, for organisations that send SMS by it; never unencrypted to another machine. Unset: https://gateway.seven.io.',
  }),
} as const

export type SmsSending = {
  readonly failed: (error: unknown) => void
  readonly personPage?: (person: string) => string
  readonly sms?: Partial<Omit<SmsGiven, 'bases'>> & { readonly bases?: Partial<SmsBases> }
}

/** What SMS bring into the module: woken when one is queued; the job catches up on what waits. */
export function smsPart(sending: SmsSending) {
  const given: SmsGiven = {
    bases: { ...PUBLISHED, ...sending.sms?.bases },
    processors: sending.sms?.processors ?? '/team/datenschutz/auftragsverarbeiter',
  }
  const all = async (house: House): Promise<void> => {
    for (const organisation of await house.directory.all()) {
      if (!isScratch(organisation)) await dispatchSms(house, organisation, given.bases).then(undefined, sending.failed)
    }
  }
  return {
    routes: [...smsReportRoutes, ...smsStaffRoutes(given, sending.personPage)],
    jobs: [houseJob('messages.sms', '* * * * *', all)],
    listeners: [listen(processingStopped, dropStoppedSms)],
    navigation: [{ path: SMS_PAGE, label: { de: 'SMS', en: 'SMS' }, may: maySeeMessages, order: 66, group: messaging }],
    refusals: smsRefusals,
    background: (house: House) => wakeful(house, given.bases, sending.failed),
  } satisfies Partial<Module>
}

function wakeful(house: House, bases: SmsBases, failed: (error: unknown) => void): () => Promise<void> {
  const woken = new Set<string>()
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  const deaf = house.changes.listenAll(SMS_OUTBOX, (organisation) => {
    if (woken.has(organisation) || stopped) return
    woken.add(organisation)
    running = running
      .then(async () => {
        woken.delete(organisation)
        const found = await house.directory.byId(organisation)
        // invented people of a check have no phone, and no company is to hear of them
        if (found && !isScratch(found) && !stopped) await dispatchSms(house, found, bases)
      })
      .then(undefined, failed)
  })
  return async () => {
    stopped = true
    deaf()
    await running
  }
}
