import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { isScratch } from '#privacy'
import { filing } from '../data.ts'
import { FAILED, readLocalFolder } from './local-folder.ts'
import type { Look } from './local-rules.ts'
import { localFoldersOf, type LocalSetUp, noteLocalFolder } from './local-set-up.ts'

export type LocalWatching = {
  readonly house: House
  readonly failed: (error: unknown) => void
  /** Below it a folder for each organisation, named as in its addresses. */
  readonly root: string
  readonly days: number
}

const EACH_MS = 5_000

/** Where a watched folder is. */
export const localPath = (root: string, organisation: Pick<Organisation, 'slug'>, name: string): string =>
  join(root, organisation.slug, name)

/** Looks into all watched folders every few seconds until it is ended. */
export function watchLocalFolders(watching: LocalWatching): () => Promise<void> {
  const end = new AbortController()
  const seen = new Map<string, Map<string, Look>>()
  const over = (async () => {
    while (!end.signal.aborted) {
      await lookOnce(watching, seen, performance.now()).catch(watching.failed)
      await wait(EACH_MS, undefined, { signal: end.signal }).catch(() => undefined)
    }
  })()
  return async () => {
    end.abort()
    await over
  }
}

/**
 * Looks into all watched folders once.
 * @param seen how files looked the last time, by folder
 * @param ticks milliseconds of a clock that only goes forward
 */
export async function lookOnce(
  { house, failed, root, days }: LocalWatching,
  seen: Map<string, Map<string, Look>>,
  ticks: number,
): Promise<void> {
  for (const organisation of await house.directory.all()) {
    if (isScratch(organisation) || organisation.state === 'closed' || organisation.ends_at !== null) continue
    for (const folder of await within(house, organisation, localFoldersOf)) {
      if (!folder.active) continue
      const files = seen.get(folder.id) ?? new Map<string, Look>()
      seen.set(folder.id, files)
      const path = localPath(root, organisation, folder.name)
      const found = await standing(
        async () => readLocalFolder({ house, organisation, failed, seen: files, ticks, days }, path, folder),
        path,
        failed,
      )
      if (found.problem !== folder.problem || found.failed !== folder.failed || isDue(folder, house))
        await within(house, organisation, (at) => noteLocalFolder(at, folder.id, found))
    }
  }
}

async function standing(
  read: () => ReturnType<typeof readLocalFolder>,
  path: string,
  failed: (error: unknown) => void,
): Promise<{ problem: string; failed: number }> {
  try {
    const sitting = await read()
    const lying = (await readdir(join(path, FAILED))).length
    return { problem: sitting.failed > 0 ? 'ours' : '', failed: lying }
  } catch (error) {
    // what is wrong with a folder stands on the screen of who set it up; a path may name people, so no log has it
    if ((error as NodeJS.ErrnoException).syscall !== undefined) return { problem: 'folder', failed: 0 }
    failed(error)
    return { problem: 'ours', failed: 0 }
  }
}

/** That a folder was looked into is noted once a minute. */
const isDue = ({ checked_at: checked }: LocalSetUp, house: House): boolean =>
  !checked || Temporal.Instant.compare(checked.add({ minutes: 1 }), house.clock.now()) <= 0

const within = <T>(house: House, organisation: Organisation, work: (at: Scope<string>) => Promise<T>): Promise<T> =>
  inScope(house, { organisation, actor: { kind: 'system', job: 'documents.folders' }, purpose: filing }, (at) =>
    work(at as unknown as Scope<string>),
  )
