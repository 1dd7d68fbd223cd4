import { type Scope, inScope } from '#platform/data/scope.ts'
import type { Forms, Probe } from '#privacy'
import { filing } from '../data.ts'
import { createArchive } from '../storing/archives.ts'
import { takeFromCustomers } from '../working/actions/customers.ts'
import { askForFiles, requestsOf } from '../working/actions/requests.ts'

type Opens = (typeof filing)['opens'][number]
const within = <T>(probe: Probe, work: (at: Scope<Opens>) => Promise<T>): Promise<T> =>
  inScope(
    probe.scratch,
    { organisation: probe.organisation, actor: { kind: 'system', job: 'verify' }, purpose: filing },
    work,
  )

/** Lets customers of the organisation that was made for the run hand in documents. */
export const letCustomersHandIn = (probe: Probe): Promise<void> =>
  within(probe, async (at) => takeFromCustomers(at, await createArchive(at, `Kundenpost ${at.now.epochMilliseconds}`)))

/** How the forms are reached by which people outside hand in documents. */
export const documentForms: Forms = {
  '/:organisation/einreichen/:token{[\\w-]+}': async (probe, open) => {
    const link = await within(probe, async (at) => {
      const archiveId = await createArchive(at, `Eingang ${at.now.epochMilliseconds}`)
      const until = at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate().add({ days: 1 })
      const id = await askForFiles(at, { archiveId, title: 'Prüfung', until, most: 1 })
      return (await requestsOf(at, {})).find((one) => one.id === id)?.link ?? ''
    })
    return open(`/${probe.organisation.slug}${link}`)
  },
}
