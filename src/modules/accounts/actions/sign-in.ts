import type { Scope } from '#platform/data/scope.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { db, type signingIn } from '../data.ts'
import { atOperator } from '../elsewhere.ts'
import { deviceToken, isKnownDevice, rememberDevice, type Visit } from '../factors/devices.ts'
import { askEffort, showsEffort, type Effort } from '../factors/effort.ts'
import { usesPasskey } from '../factors/passkeys.ts'
import type { Strength } from '../factors/rules.ts'
import { hasSecondFactor } from '../factors/standing.ts'
import { tellOwner } from '../factors/tell.ts'
import { checkPassword, hashPassword } from '../password.ts'
import type { Ports } from '../ports.ts'
import { ATTACK } from '../rules/backoff.ts'
import { knock } from './attempts.ts'
import { type SessionBounds, startSession } from './sessions.ts'

type Opens = (typeof signingIn)['opens'][number]

export type SignInOutcome =
  | { readonly is: 'in'; readonly token: string }
  | { readonly is: 'wrong' }
  | { readonly is: 'wait'; readonly seconds: number }
  /** Too many fail on this address: strangers show that they are no machine. */
  | { readonly is: 'effort'; readonly effort: Effort }

type Given = { readonly mail: string; readonly password: string; readonly effort: Effort }

const NOBODY = '00000000-0000-4000-8000-000000000000'

type Judged =
  | Exclude<SignInOutcome, { is: 'in' } | { is: 'wrong' }>
  | { readonly is: 'right'; readonly account: string; readonly strength: Strength }
  | { readonly is: 'wrong'; readonly attacked: string | undefined }

/**
 * Signs in with mail address and password. An address without an account takes the same time, gets the same answers and
 * waits as long, so nobody learns who has one. Where a second factor is set up, the session is a half one.
 */
export async function signIn(at: Scope<Opens>, ports: Ports, given: Given, visit: Visit): Promise<SignInOutcome> {
  const judged = await judge(at, ports, given, visit)
  if (judged.is === 'wrong') {
    if (judged.attacked !== undefined) await tellOwner(at, ports, judged.attacked, { is: 'many-failures' })
    return { is: 'wrong' }
  }
  if (judged.is !== 'right') return judged
  return { is: 'in', token: await letIn(at, ports, judged.account, visit, judged.strength) }
}

const judge = (at: Scope<Opens>, ports: Ports, given: Given, visit: Visit): Promise<Judged> =>
  atOperator(at, ports.house(), async (there): Promise<Judged> => {
    const address = await exactToken(there, 'mail', given.mail)
    const account = await db(there)
      .selectFrom('accounts')
      .select(['id', 'password', 'state'])
      .where('mail_exact', '=', address)
      .where('closed_at', 'is', null)
      .executeTakeFirst()
    const token = await deviceToken(there, account?.id ?? NOBODY, visit)
    const device = (await isKnownDevice(there, account?.id ?? NOBODY, token)) ? token : undefined
    const door = await knock(there, { mail: given.mail, network: visit.network, device })
    if (door.waits > 0) return { is: 'wait', seconds: door.waits }
    if (door.underAttack && !device && !(await showsEffort(there, address, given.effort)))
      return { is: 'effort', effort: await askEffort(there, address) }
    const stored = account?.state === 'active' ? account.password : null
    const { fits, outdated } = await checkPassword(given.password, stored)
    if (!fits || !account) {
      const failures = await door.failed()
      return { is: 'wrong', attacked: failures === ATTACK ? account?.id : undefined }
    }
    await door.entered()
    if (outdated) {
      const password = await hashPassword(given.password)
      await db(there).updateTable('accounts').set({ password }).where('id', '=', account.id).execute()
    }
    const strength = (await hasSecondFactor(there, account.id)) ? 'half' : 'one'
    return { is: 'right', account: account.id, strength }
  })

/** Signs in with a passkey alone: it is two factors in one. @returns undefined where it does not count */
export async function signInWithPasskey(
  at: Scope<Opens>,
  ports: Ports,
  answer: string,
  visit: Visit,
): Promise<string | undefined> {
  const house = ports.house()
  const account = await atOperator(at, house, (there) => usesPasskey(there, house, answer))
  return account === undefined ? undefined : letIn(at, ports, account, visit, 'two')
}

/**
 * Starts the session; a whole one is told to the owner where it comes from a device that is not known yet.
 * @returns the token for the cookie
 */
export async function letIn(
  at: Scope<Opens>,
  ports: Ports,
  account: string,
  visit: Visit,
  strength: Strength,
  { boundTo }: SessionBounds = {},
): Promise<string> {
  const start = { system: visit.system, strength, boundTo }
  const token = await startSession(at, ports.house(), account, visit.browser, start)
  if (strength === 'half') return token
  const seen = await atOperator(at, ports.house(), (there) => rememberDevice(there, account, visit))
  if (seen === 'new') await tellOwner(at, ports, account, { is: 'new-device', visit })
  return token
}
