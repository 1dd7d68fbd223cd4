import type { House } from '#platform/data/scope.ts'
import type { NavigationEntry } from '#platform/http/permission.ts'
import { ledgerKind } from '#privacy'
import { messaging } from '../navigation.ts'
import { informationAtOnce, informationJob } from './jobs.ts'
import './mail-text.ts'
import { mayInform } from './permissions.ts'
import { INFORMATION_PAGE, informationRoutes } from './routes.tsx'
import { informationWords } from './texts.ts'

export { audience, type Audience, type AudienceField, type Choice, type Concerned } from './audience.ts'
export { informing } from './data.ts'
export { informationSamples } from './mail-samples.ts'

ledgerKind('information.confirmed', { de: 'Information an viele freigegeben', en: 'Information to many confirmed' })
ledgerKind('information.stopped', { de: 'Information an viele angehalten', en: 'Information to many stopped' })

const navigation: NavigationEntry = {
  path: INFORMATION_PAGE,
  label: { de: informationWords('de').nav, en: informationWords('en').nav },
  may: mayInform,
  order: 62,
  group: messaging,
}

const refusals = {
  'messages.no-such-information': {
    de: 'Diese Information gibt es nicht mehr. Vielleicht wurde der Entwurf verworfen.',
    en: 'This information does not exist any more. Perhaps the draft was discarded.',
  },
  'messages.no-such-audience': {
    de: 'Diese Gruppe von Menschen gibt es hier nicht mehr. Es wurde nichts gesendet.',
    en: 'This group of people does not exist here any more. Nothing was sent.',
  },
  'messages.information-left': {
    de: 'Diese Information ist schon unterwegs oder erledigt. Es wurde nichts geändert.',
    en: 'This information is on its way or done already. Nothing was changed.',
  },
  'messages.information-changed': {
    de: 'Jemand anderes hat diesen Entwurf inzwischen geändert. Es wurde nichts gesendet. Bitte öffnen Sie ihn noch einmal.',
    en: 'Somebody else has changed this draft meanwhile. Nothing was sent. Please open it once more.',
  },
  'messages.information-count': {
    de: 'Inzwischen geht das andere Menschen an als eben gezeigt. Es wurde nichts gesendet. Bitte sehen Sie die Information noch einmal an.',
    en: 'Meanwhile this concerns other people than were shown. Nothing was sent. Please look at the information once more.',
  },
  'messages.information-nobody': {
    de: 'Im Augenblick geht das niemanden an, dem Sie schreiben dürfen. Es wurde nichts gesendet.',
    en: 'At present this concerns nobody whom you may write to. Nothing was sent.',
  },
} as const

/** Mails to many, apart from newsletters. */
export const informationPart = (failed: (error: unknown) => void) => ({
  routes: informationRoutes,
  jobs: [informationJob(failed)],
  navigation,
  refusals,
  background: (house: House) => informationAtOnce(house, failed),
})
