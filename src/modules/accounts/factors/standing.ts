import type { Scope } from '#platform/data/scope.ts'
import { open } from '#platform/keys/sealed.ts'
import { db, type signingIn } from '../data.ts'
import { recoveryCodesLeft } from './recovery.ts'

type Opens = (typeof signingIn)['opens'][number]

export type PasskeyLine = {
  readonly id: string
  readonly name: string
  /** Saved by its maker on several devices. */
  readonly backedUp: boolean
  readonly created: Temporal.Instant
  readonly used: Temporal.Instant | null
}
export type Standing = {
  readonly passkeys: readonly PasskeyLine[]
  readonly app: { readonly created: Temporal.Instant; readonly used: Temporal.Instant | null } | undefined
  readonly codesLeft: number
}

/** Whether an account has a second factor at all. */
export async function hasSecondFactor(there: Scope<string>, account: string): Promise<boolean> {
  const [app, key] = await Promise.all([
    db(there).selectFrom('authenticators').select('id').where('account_id', '=', account).executeTakeFirst(),
    db(there).selectFrom('passkeys').select('id').where('account_id', '=', account).limit(1).executeTakeFirst(),
  ])
  return app !== undefined || key !== undefined
}

/** An account's factors, to be listed to its owner. */
export async function standingOf(there: Scope<Opens>, account: string): Promise<Standing> {
  const app = await db(there)
    .selectFrom('authenticators')
    .select(['created_at', 'last_used_at'])
    .where('account_id', '=', account)
    .executeTakeFirst()
  const rows = await db(there)
    .selectFrom('passkeys')
    .select(['id', 'name', 'backed_up', 'created_at', 'last_used_at'])
    .where('account_id', '=', account)
    .orderBy('created_at')
    .execute()
  const passkeys: PasskeyLine[] = []
  for (const row of rows) {
    const { id, backed_up: backedUp, created_at: created, last_used_at: used } = row
    passkeys.push({ id, name: (await open(there, row.name)) ?? '', backedUp, created, used })
  }
  return {
    passkeys,
    app: app && { created: app.created_at, used: app.last_used_at },
    codesLeft: await recoveryCodesLeft(there, account),
  }
}

/** Takes all factors and known devices of an account away: it ends, or starts anew. */
export async function forgetFactors(there: Scope<string>, account: string): Promise<void> {
  for (const table of ['passkeys', 'authenticators', 'recovery_codes', 'known_devices'] as const)
    await db(there).deleteFrom(table).where('account_id', '=', account).execute()
}
