import type { CompiledQuery } from 'kysely'
import type pg from 'pg'
import { refuse } from '../errors/errors.ts'
import type { BlobStore } from '../files/blobs.ts'
import type { Clock } from '../clock/clock.ts'
import type { Language } from '../text/language.ts'
import { type Directory, type Organisation } from './organisations.ts'
import type { Activity, WhileRestricted } from './activity.ts'
import type { Changes } from './changes.ts'
import { commitLater, isOneIdle } from './pool.ts'
import { queryBuilder, send, type Tx } from './query-builder.ts'
import { restrictionRefused } from './restriction-refused.ts'

/** One right of a member: a role for the whole organisation, or at one place only. */
export type Right = { readonly role: string; readonly place?: string | undefined }

/** Who acts: a citizen without an account, a signed-in customer or member, or the system itself in a job. */
export type Actor =
  | { readonly kind: 'anyone' }
  | {
      readonly kind: 'member'
      readonly id: string
      readonly account: string
      readonly role: string
      /** All rights, where there are more than the role; ask `permission.ts` what they allow. */
      readonly rights?: readonly Right[]
    }
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'customer'; readonly person: string }
  | { readonly kind: 'system'; readonly job: string }

/**
 * One request's or job's view of the world: a transaction bound to one organisation, acting as someone for a purpose.
 * `P` is the union of purposes whose sealed data it may open.
 */
export type Scope<P extends string = never> = {
  readonly tx: Tx
  readonly organisation: Organisation
  readonly actor: Actor
  readonly purpose: string
  readonly opens: readonly P[]
  /** Set where restricted people are seen: see `Activity.whileRestricted`. */
  readonly whileRestricted: WhileRestricted | undefined
  readonly now: Temporal.Instant
  readonly language: Language
  readonly keys: Keyring
  /** What it was opened from: for files, and for what is written whatever becomes of this transaction. */
  readonly house: House
  /**
   * Sends a statement whose answer nobody needs. It leaves with the next one that is waited for, at the latest with the
   * commit; when it fails, nothing of the transaction stays. What may fail and be answered is executed instead.
   */
  write(statement: CompiledQuery): void
  /**
   * Asks on a second connection, bound as this one, so that two statements are answered at once; on this one where it may
   * have written what the other would not see, or where no connection is idle: who holds one never waits for another.
   */
  beside<T>(ask: (other: Scope<P>) => Promise<T>): Promise<T>
  /** Tells other modules within this transaction: what they do is kept or undone with it. */
  announce<T>(event: Event<T>, payload: T): Promise<void>
  /** Runs after the transaction is durable, e.g. to wake a dispatcher; never for anything that must happen. */
  afterCommit(work: () => void): void
  /** Tells that a sealed column was to be opened for a purpose it does not declare; kept whatever becomes of this scope. */
  readonly refused?: (column: string) => void
  /** Lets open screens and dispatchers know, once this is durable, that something about a topic changed. */
  tell(topic: string): void
}

export type KeyKind = 'general' | 'retained'

/** The keys that one scope may use. Nothing is held beyond the scope, so a destroyed key is gone at once. */
export type Keyring = {
  organisation(): Promise<Buffer>
  /** A key for one use of the organisation, e.g. tokens of its links. */
  organisationFor(use: string): Promise<Buffer>
  /** The keys of these persons; a person whose key was destroyed is missing. */
  persons(ids: readonly string[], kind: KeyKind): Promise<ReadonlyMap<string, Buffer>>
  /**
   * Takes up wrapped keys that a statement of this scope read beside its rows (`keyBeside`), so that opening what stands in
   * them asks the database nothing more; null where the key was destroyed.
   */
  take(rows: readonly { readonly person: string; readonly key: Buffer | null }[], kind?: KeyKind): Promise<void>
  /** Makes a person's key to be stored by the caller together with the person's first row. */
  mint(person: string, kind: KeyKind): Promise<{ key: Buffer; wrapped: Buffer }>
}

/** Something that happened, declared by the module that announces it; payloads carry ids, no personal data. */
export type Event<T> = { readonly name: string; readonly payload?: T }
export type Handler<T> = (at: Scope, payload: T) => Promise<void>
export type Handlers = ReadonlyMap<string, readonly Handler<never>[]>

/** The keys at the top: the current one wraps; older ones still open what was wrapped before a rotation. */
export type InstanceKeys = {
  /** The id of the current key, read anew. */
  current(): Promise<string>
  wrap(key: Buffer, owner: string): Promise<Buffer>
  /** @throws KeyProblem when the key it was wrapped with is not here, or it was not wrapped for this owner */
  unwrap(wrapped: Uint8Array, owner: string): Promise<Buffer>
}

/** What a scope is opened from; one per process, made by `app`. */
export type House = {
  readonly pool: pg.Pool
  readonly directory: Directory
  /** What wraps every organisation's key. */
  readonly instanceKey: InstanceKeys
  /** Opens the keyring of an organisation within its transaction. */
  readonly keyring: (tx: Tx, organisation: string) => Keyring
  readonly clock: Clock
  readonly handlers: Handlers
  readonly changes: Changes
  readonly blobs: BlobStore
  /** Where people reach the program: scheme, host and port. */
  readonly publicUrl: string
  /** The folder of keys, logs and files. */
  readonly dataFolder: string
  /** Told of each attempt to open a sealed column for an undeclared purpose; given by `app`, must not throw or wait. */
  readonly purposeRefused?: (refused: RefusedPurpose) => void
  /** The owner's login, for what only an owner may do (VACUUM after erasure). Never used for a request. */
  readonly maintenance: pg.ClientConfig
}

export type RefusedPurpose = {
  readonly organisation: Organisation
  readonly actor: Actor
  readonly purpose: string
  /** `people.name` */
  readonly column: string
}

export type ScopeWish<P extends string> = {
  readonly organisation: string | Organisation
  readonly actor: Actor
  readonly purpose: Activity<string, P>
  readonly language?: Language
  readonly readOnly?: boolean
  readonly now?: Temporal.Instant
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const BEGIN = { name: 'begin', text: 'begin', values: [] }
const BEGIN_READ = { name: 'begin-read', text: 'begin read only', values: [] }
const COMMIT = { name: 'commit', text: 'commit', values: [] }
const BIND = ['app.organisation', 'app.actor', 'app.purpose', 'app.restricted', 'role'].map(
  (setting, place) => `set_config('${setting}', $${place + 1}, true)`,
)

/** Begins a transaction and binds it. */
function opening(client: pg.PoolClient, organisation: string, actor: string, purpose: Activity, readOnly: boolean) {
  if (!UUID.test(organisation)) throw new Error('a scope needs the id of an organisation')
  const values = [organisation, actor, purpose.name, purpose.whileRestricted ?? '', 'belegt_tenant']
  return Promise.all([
    client.query(readOnly ? BEGIN_READ : BEGIN),
    client.query({ name: 'bind', text: `select ${BIND.join(', ')}`, values }),
  ])
}

const actorId = (actor: Actor): string => {
  switch (actor.kind) {
    case 'anyone':
      return ''
    case 'member':
    case 'account':
      return actor.account
    case 'customer':
      return actor.person
    case 'system':
      return actor.job
  }
}

/**
 * Opens a transaction bound to one organisation, runs `work` in it and commits; a throw rolls everything back.
 * A read-only scope does not wait for its commit: nothing in it can fail to be durable.
 */
export async function inScope<P extends string, T>(
  house: House,
  wish: ScopeWish<P>,
  work: (at: Scope<P>) => Promise<T>,
): Promise<T> {
  const organisation =
    typeof wish.organisation === 'string' ? await house.directory.byId(wish.organisation) : wish.organisation
  if (!organisation) throw refuse('platform.no-such-organisation', 'not-found')
  const client = await house.pool.connect()
  const after: (() => void)[] = []
  const writes: Promise<unknown>[] = []
  let broken: Error | undefined
  const readOnly = wish.readOnly ?? false
  const opened = opening(client, organisation.id, actorId(wish.actor), wish.purpose, readOnly)
  opened.catch(() => undefined) // its failure fails every following query, and is awaited below
  try {
    const tx = queryBuilder(client)
    const at: Scope<P> = {
      tx,
      organisation,
      actor: wish.actor,
      purpose: wish.purpose.name,
      opens: wish.purpose.opens,
      whileRestricted: wish.purpose.whileRestricted,
      now: wish.now ?? house.clock.now(),
      language: wish.language ?? organisation.languages[0] ?? 'de',
      keys: house.keyring(tx, organisation.id),
      house,
      write(statement) {
        const written = send(client, statement)
        written.catch(() => undefined) // awaited at the end; until then it fails every following statement
        writes.push(written)
      },
      beside: (ask) =>
        readOnly && isOneIdle(house.pool) ? inScope(house, { ...wish, organisation, now: at.now }, ask) : ask(at),
      async announce(event, payload) {
        const handlers = (house.handlers.get(event.name) ?? []) as readonly Handler<typeof payload>[]
        for (const handle of handlers) await handle(at as unknown as Scope, payload)
      },
      afterCommit: (task) => void after.push(task),
      refused: (column) =>
        house.purposeRefused?.({ organisation, actor: wish.actor, purpose: wish.purpose.name, column }),
      tell: (topic) => void after.push(() => house.changes.tell(organisation.id, topic)),
    }
    const result = await work(at)
    if (readOnly) commitLater(client)
    else {
      const committed = client.query(COMMIT)
      committed.catch(() => undefined) // awaited below, unless something before it failed
      await opened
      await Promise.all(writes)
      const outcome = await committed
      // a commit of a failed transaction answers ROLLBACK without an error
      if (outcome.command !== 'COMMIT') throw new Error('the transaction was rolled back by the database')
    }
    for (const task of after) task()
    return result
  } catch (error) {
    await client.query('rollback').catch((failed: Error) => {
      broken = failed
    })
    // the first write that failed is why the statements after it did
    const cause: unknown = await Promise.all(writes).then(
      () => error,
      (failed: unknown) => failed,
    )
    throw restrictionRefused(cause)
  } finally {
    client.release(broken)
  }
}
