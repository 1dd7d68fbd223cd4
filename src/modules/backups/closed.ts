import pg from 'pg'
import { BackupProblem } from './problem.ts'

export type RestoreState = {
  readonly id: string
  readonly backup: string
  readonly taken_at: string
  readonly state: 'closed' | 'open'
}

/** The last restore of this system, as its owner sees it; undefined when it was never restored. */
export async function restoreState(client: Pick<pg.ClientBase, 'query'>): Promise<RestoreState | undefined> {
  const { rows: there } = await client.query<{ there: boolean }>(
    `select to_regclass('public.restore_state') is not null as there`,
  )
  if (!there[0]?.there) return undefined
  const { rows } = await client.query<RestoreState>(
    'select id, backup, taken_at::text, state from restore_state order by restored_at desc limit 1',
  )
  return rows[0]
}

/**
 * A restored system is served only when the erasures made since its backup have been repeated (SDM M60.S10, P08).
 * @throws BackupProblem while it is closed
 */
export async function refuseClosed(owner: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(owner)
  await client.connect()
  try {
    const last = await restoreState(client)
    if (last?.state !== 'closed') return
    throw new BackupProblem(
      `This system was restored from the backup ${last.backup} and is closed: people who were erased since then are ` +
        'still in it. Nothing was served. Run "belegt restore" once more: it repeats the erasures and opens the system.',
    )
  } finally {
    await client.end()
  }
}
