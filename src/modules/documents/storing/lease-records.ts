import pg from 'pg'
import type { House } from '#platform/data/scope.ts'
import { outliveConnections, parameter } from '#platform/data/pool.ts'
import type { LeasePurpose } from './types.ts'

/** What is written down of an opening. */
export type LeaseRecord = {
  readonly organisation: string
  readonly id: string
  readonly documentId: string
  readonly versionId: string
  readonly purpose: LeasePurpose
  readonly holder: string
  readonly account: string | null
  readonly actor: 'member' | 'customer' | 'system' | 'anyone'
  readonly beganAt: Temporal.Instant
  readonly expiresAt: Temporal.Instant
}
type Change =
  | { readonly is: 'begun'; readonly record: LeaseRecord }
  | { readonly is: 'renewed'; readonly organisation: string; readonly id: string; readonly at: Temporal.Instant }
  | { readonly is: 'ended'; readonly organisation: string; readonly id: string; readonly at: Temporal.Instant }

type Waiting = { readonly change: Change; readonly done: () => void; readonly failed: (error: unknown) => void }

/**
 * Writes leases apart from the transactions that open documents: those only read, or may be taken back. It has a connection
 * of its own, since whoever waits for it holds one of the pool's; everything that waits is written in one go.
 */
export type LeaseRecorder = { write(change: Change): Promise<void> }

const recorders = new WeakMap<pg.Pool, LeaseRecorder>()

export function leaseRecorder({ pool }: House): LeaseRecorder {
  const known = recorders.get(pool)
  if (known) return known
  const { options } = pool
  const own = new pg.Pool({
    ...options,
    // the pool hides it from those who print its options
    password: options.password,
    application_name: 'belegt leases',
    max: 1,
    // it goes by itself: nobody has to end it
    idleTimeoutMillis: 1_000,
    allowExitOnIdle: true,
  })
  outliveConnections(own)
  const waiting: Waiting[] = []
  let writing = false
  const run = async () => {
    if (writing) return
    writing = true
    try {
      while (waiting.length > 0) {
        const organisation = organisationOf((waiting[0] as Waiting).change)
        const batch = waiting.filter(({ change }) => organisationOf(change) === organisation)
        waiting.splice(0, waiting.length, ...waiting.filter((one) => !batch.includes(one)))
        const changes = batch.map(({ change }) => change)
        try {
          await written(own, organisation, changes)
          for (const { done } of batch) done()
        } catch (error) {
          for (const { failed } of batch) failed(error)
        }
      }
    } finally {
      writing = false
    }
  }
  const recorder: LeaseRecorder = {
    write: (change) =>
      new Promise<void>((done, failed) => {
        waiting.push({ change, done, failed })
        setImmediate(() => void run())
      }),
  }
  recorders.set(pool, recorder)
  return recorder
}

const organisationOf = (change: Change): string =>
  change.is === 'begun' ? change.record.organisation : change.organisation

async function written(pool: pg.Pool, organisation: string, changes: readonly Change[]): Promise<void> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    await client.query('set local role belegt_tenant')
    await client.query(
      `select set_config('app.organisation', $1, true), set_config('app.purpose', 'documents.storing', true),
        set_config('app.restricted', 'storage', true)`,
      [organisation],
    )
    for (const change of changes) {
      if (change.is === 'begun') {
        const { id, documentId, versionId, purpose, holder, account, actor, beganAt, expiresAt } = change.record
        // whoever was erased while this waited does not come back with it
        await client.query(
          `with known as (select person_id from person_keys where person_id = $6 and kind = 'general' for key share)
           insert into document_leases
             (organisation_id, id, document_id, version_id, purpose, person_id, account_id, actor, began_at, expires_at)
           values ($1, $2, $3, $4, $5, (select person_id from known), $7, $8, $9, $10)`,
          [organisation, id, documentId, versionId, purpose, holder, account, actor, beganAt, expiresAt].map(parameter),
        )
      } else {
        const column = change.is === 'ended' ? 'ended_at' : 'expires_at'
        await client.query(
          `update document_leases set ${column} = $2 where id = $1 and ended_at is null`,
          [change.id, change.at].map(parameter),
        )
      }
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch((failed: Error) => (broken = failed))
    throw error
  } finally {
    client.release(broken)
  }
}
