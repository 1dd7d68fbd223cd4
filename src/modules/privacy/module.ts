import { organisationJob } from '#platform/jobs/jobs.ts'
import type { Module } from '#platform/module.ts'
import { proving } from './data.ts'
import { erasureJobs } from './erasure/jobs.ts'
import './kinds-of-own.ts'
import { ledgerJobs } from './ledger/jobs.ts'
import { growthRoutes, ledgerOfficeRoutes } from './ledger/office-routes.tsx'
import { receiptRefusals, receiptRoutes } from './ledger/receipt-routes.tsx'
import { correctionRefusals } from './correction/refusals.ts'
import { portableRefusals } from './export/refusals.ts'
import { ledgerRefusals, ledgerRoutes } from './ledger/routes.ts'
import { publishNotices } from './notice/versions.ts'
import { mayOversee } from './permissions.ts'
import { preferenceRoutes } from './restriction/preferences.tsx'
import { restrictionRefusals } from './restriction/refusals.ts'
import { fileJobs, removeFilesSoon } from './retention/jobs.ts'
import './retention/office.ts'
import { retentionRefusals } from './retention/refusals.ts'
import { retentionRoutes } from './retention/routes.tsx'
import { routes } from './routes.tsx'
import { privacyTexts } from './texts.ts'

const [de, en] = [privacyTexts('de'), privacyTexts('en')]

/** New versions of the notice become public within this time; the program runs the job at its start as well. */
export const noticeJob = organisationJob('privacy.notice', '*/5 * * * *', proving, publishNotices)

export const privacy: Module = {
  name: 'privacy',
  routes: [
    ...routes,
    ...growthRoutes,
    ...ledgerRoutes,
    ...ledgerOfficeRoutes,
    ...receiptRoutes,
    ...preferenceRoutes,
    ...retentionRoutes,
  ],
  jobs: [noticeJob, ...ledgerJobs, ...erasureJobs, ...fileJobs],
  listeners: [],
  background: removeFilesSoon,
  navigation: [
    { path: '/team/datenschutz', label: { de: de.office.menu, en: en.office.menu }, may: mayOversee, order: 70 },
  ],
  refusals: {
    ...ledgerRefusals,
    ...correctionRefusals,
    ...portableRefusals,
    ...receiptRefusals,
    ...restrictionRefusals,
    ...retentionRefusals,
    'privacy.connector-off': {
      de: 'Diese Anbindung ist nicht eingeschaltet. Ohne vollständigen Eintrag im Verzeichnis der Auftragsverarbeiter gehen keine Daten hinaus. Es wurde nichts gesendet.',
      en: 'This connection is not switched on. Without a complete entry in the register of processors no data leave. Nothing was sent.',
    },
    'privacy.no-such-version': {
      de: 'Diese Fassung der Datenschutzhinweise gibt es nicht. Alle Fassungen stehen unter „Frühere Fassungen“.',
      en: 'There is no such version of the privacy notice. All versions stand under "Earlier versions".',
    },
  },
}
