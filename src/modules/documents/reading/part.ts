import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope } from '#platform/data/scope.ts'
import { houseJob } from '#platform/jobs/jobs.ts'
import { filing } from '../data.ts'
import { STORED } from '../storing/file.ts'
import { releaseAll } from './claim.ts'
import './data.ts'
import './kinds.ts'
import { endScript } from './ocr/scripted.ts'
import { filingOnly } from './pages.ts'
import { readWaiting } from './pipeline.ts'
import { endReaders } from './readers.ts'
import { sweepFolders } from './sandbox/folder.ts'

/** How many documents are read at once in the whole program. */
const AT_ONCE = 2

/** Reads what waits, of all organisations; one's failure does not keep the others waiting. */
async function readAll(house: House, failed: (error: unknown) => void): Promise<void> {
  for (const organisation of await house.directory.all()) {
    if (organisation.state === 'closed') continue
    await readWaiting(house, organisation).then(undefined, failed)
  }
}

/** What reading brings into the module: woken when a version was stored; the job catches up on what waits. */
export const readingPart = (failed: (error: unknown) => void) => ({
  jobs: [houseJob('documents.reading', '* * * * *', (house) => readAll(house, failed))],
  background: (house: House) => readWhenStored(house, failed),
})

function readWhenStored(house: House, failed: (error: unknown) => void): () => Promise<void> {
  let stopped = false
  const woken = new Set<string>()
  const running = new Set<Promise<void>>()
  const started = begin(house).then(undefined, failed)

  const work = async (organisation: Organisation): Promise<void> => {
    // one after the other, so that what is woken meanwhile of others has its turn
    const read = await readWaiting(
      house,
      organisation,
      once(() => !stopped),
    )
    if (read > 0 && !stopped) woken.add(organisation.id)
  }
  const turn = async (): Promise<void> => {
    await started
    for (;;) {
      const [id] = woken
      if (id === undefined || stopped) return
      woken.delete(id)
      const organisation = await house.directory.byId(id)
      if (organisation && organisation.state !== 'closed') await work(organisation).then(undefined, failed)
    }
  }
  const deaf = house.changes.listenAll(STORED, (organisation) => {
    woken.add(organisation)
    if (stopped || running.size >= AT_ONCE) return
    const mine: Promise<void> = turn()
      .then(undefined, failed)
      .finally(() => running.delete(mine))
    running.add(mine)
  })
  return async () => {
    stopped = true
    deaf()
    endReaders()
    endScript()
    await Promise.all(running)
  }
}

/** True the first time, while `asked` is. */
function once(asked: () => boolean): () => boolean {
  let first = true
  return () => {
    const now = first && asked()
    first = false
    return now
  }
}

/** Makes good what a crash left: folders are emptied, and what was being read waits again. */
async function begin(house: House): Promise<void> {
  await sweepFolders(house.dataFolder)
  for (const organisation of await house.directory.all()) {
    if (organisation.state === 'closed') continue
    await inScope(house, { organisation, actor: { kind: 'system', job: 'documents.reading' }, purpose: filing }, (at) =>
      releaseAll(filingOnly(at)),
    )
  }
}
