import type { House, Scope } from '#platform/data/scope.ts'
import { doorOf, knockAt } from '../actions/attempts.ts'
import { letIn } from '../actions/sign-in.ts'
import { db, type signingIn } from '../data.ts'
import { atOperator } from '../elsewhere.ts'
import { checkPassword } from '../password.ts'
import type { Ports } from '../ports.ts'
import { usesAppCode } from './authenticator.ts'
import { deviceToken, isKnownDevice, type Visit } from './devices.ts'
import { usesPasskey } from './passkeys.ts'
import { usesRecoveryCode } from './recovery.ts'
import type { Strength } from './rules.ts'
import { tellOwner } from './tell.ts'

type Opens = (typeof signingIn)['opens'][number]

/** What somebody shows to prove that it is them; at most one of them counts, the strongest first. */
export type Shown = { readonly answer: string; readonly code: string; readonly password?: string }

export type Proof =
  | { readonly is: 'right'; readonly by: 'factor' | 'password' }
  | { readonly is: 'wrong'; readonly failures: number }
  | { readonly is: 'wait'; readonly seconds: number }

/**
 * Whether what is shown belongs to the account. Failures count for the account whatever network they come from, as six
 * digits are few; a known device has a door of its own, so that nobody else can keep its owner out.
 */
export async function prove(
  there: Scope<Opens>,
  house: House,
  account: string,
  shown: Shown,
  visit: Visit,
): Promise<Proof> {
  if (shown.answer !== '') {
    const whose = await usesPasskey(there, house, shown.answer, account)
    return whose === account ? { is: 'right', by: 'factor' } : { is: 'wrong', failures: 0 }
  }
  const row = await db(there)
    .selectFrom('accounts')
    .select(['mail_exact', 'password'])
    .where('id', '=', account)
    .where('state', '=', 'active')
    .executeTakeFirst()
  if (!row?.mail_exact) return { is: 'wrong', failures: 0 }
  const device = await deviceToken(there, account, visit)
  const place = (await isKnownDevice(there, account, device)) ? `second step ${device.toString('hex')}` : 'second step'
  const door = await knockAt(there, row.mail_exact, await doorOf(there, row.mail_exact, place))
  if (door.waits > 0) return { is: 'wait', seconds: door.waits }
  const byFactor =
    shown.code !== '' &&
    ((await usesAppCode(there, account, shown.code)) || (await usesRecoveryCode(there, account, shown.code)))
  const byPassword =
    !byFactor && Boolean(shown.password) && (await checkPassword(shown.password ?? '', row.password)).fits
  if (byFactor || byPassword) {
    await door.entered()
    return { is: 'right', by: byFactor ? 'factor' : 'password' }
  }
  return { is: 'wrong', failures: await door.failedHere() }
}

const TOLD_AFTER = 5

export type SecondStep = { readonly is: 'in'; readonly token: string } | Exclude<Proof, { is: 'right' }>

/** Makes a half session a whole one, under a new token: the old one may have been seen by somebody. */
export async function takeSecondStep(
  at: Scope<Opens>,
  ports: Ports,
  half: { readonly session: string; readonly account: string },
  shown: Omit<Shown, 'password'>,
  visit: Visit,
): Promise<SecondStep> {
  const house = ports.house()
  const proof = await atOperator(at, house, async (there) => {
    const outcome = await prove(there, house, half.account, shown, visit)
    if (outcome.is !== 'right') return outcome
    const ended = await db(there)
      .deleteFrom('sessions')
      .where('id', '=', half.session)
      .where('account_id', '=', half.account)
      .where('strength', '=', 'half')
      .returning('bound_to')
      .executeTakeFirst()
    const boundTo = ended?.bound_to ?? undefined
    return ended ? { ...outcome, boundTo } : ({ is: 'wrong', failures: 0 } as const)
  })
  if (proof.is === 'right') return { is: 'in', token: await letIn(at, ports, half.account, visit, 'two', proof) }
  if (proof.is === 'wrong' && proof.failures === TOLD_AFTER)
    await tellOwner(at, ports, half.account, { is: 'second-step-failed' })
  return proof
}

/** Notes that the session's owner has just proven that it is them. */
export const confirmSession = (there: Scope<string>, session: string, strength?: Strength): Promise<unknown> =>
  db(there)
    .updateTable('sessions')
    .set({ confirmed_at: there.now, ...(strength ? { strength } : {}) })
    .where('id', '=', session)
    .where('strength', 'in', ['one', 'two'])
    .execute()
