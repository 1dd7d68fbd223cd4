import type { House } from '#platform/data/scope.ts'
import { houseJob } from '#platform/jobs/jobs.ts'
import { FILES_TO_REMOVE } from '../erasure/statements.ts'
import { reconcileFiles, removeFiles } from './files.ts'

async function everywhere(
  house: House,
  what: string,
  work: (organisation: Awaited<ReturnType<House['directory']['all']>>[number]) => Promise<unknown>,
): Promise<void> {
  const failures: unknown[] = []
  for (const organisation of await house.directory.all())
    await work(organisation).catch((error) => failures.push(error))
  if (failures.length > 0) throw new AggregateError(failures, `${what} failed in ${failures.length} places`)
}

export const fileJobs = [
  // what the listener below did not hear, or could not do
  houseJob('privacy.files', '*/10 * * * *', (house) =>
    everywhere(house, 'removing files', (organisation) => removeFiles(house, organisation, house.clock.now())),
  ),
  houseJob('privacy.files-compared', '40 */6 * * *', (house) =>
    everywhere(house, 'comparing files', async (organisation) => {
      const { missing } = await reconcileFiles(house, organisation, house.clock.now())
      if (missing > 0)
        throw new Error(`${missing} rows of ${organisation.slug} speak of files that are not in the store`)
    }),
  ),
]

/** Removes files a moment after their rows are gone; what fails is left to the job. */
export function removeFilesSoon(house: House): () => Promise<void> {
  let work = Promise.resolve()
  const stop = house.changes.listenAll(FILES_TO_REMOVE, (id) => {
    work = work.then(async () => {
      const organisation = await house.directory.byId(id)
      if (organisation) await removeFiles(house, organisation, house.clock.now()).catch(() => undefined)
    })
  })
  return async () => {
    stop()
    await work
  }
}
