import { type Actor, inScope, type Scope } from '#platform/data/scope.ts'
import { type ImapAccess, imapProblem, type ImapProblem } from '#platform/mail/imap.ts'
import { filing } from '../data.ts'
import { askForToken, TOKEN_AWAY, TOKEN_REFUSED } from './oauth.ts'
import { keepRefresh, mailboxWith, secretsOf, turnOfTokens } from './set-up.ts'

/** A token is not used in its last minute: signing in takes a while. */
const SPARE_SECONDS = 60
type Given = { readonly about: string; readonly access: string; readonly until: Temporal.Instant }
const given = new Map<string, Given>()

export type AccessWish = {
  /** The provider may stand in a private network, where the installation allows it. */
  readonly inside: boolean
  /** A token is asked for anew: for a set-up that was just changed. */
  readonly fresh?: boolean
  /** In a transaction of its own, so that the next refresh token stays whatever becomes of this one. */
  readonly apart?: boolean
}

/**
 * How to get into a mailbox. Tokens of a mailbox are asked for by one at a time: some providers take a refresh token once.
 * @throws Refusal documents.no-such-mailbox; Error with the code ETOKEN_REFUSED, ETOKEN_AWAY or EPRIVATE
 */
export async function accessTo(at: Scope<string>, id: string, wish: AccessWish): Promise<ImapAccess> {
  const { host, port, username, ...set } = await mailboxWith(at, id)
  const access = { host, port, username, inside: wish.inside }
  if (set.oauth_endpoint === '') return { ...access, password: (await secretsOf(at, id)).secret }
  const name = `${at.organisation.id} ${id}`
  const about = [set.oauth_endpoint, set.oauth_client, set.oauth_scope, username].join(' ')
  const known = () => {
    const found = wish.fresh ? undefined : given.get(name)
    return found?.about === about && Temporal.Instant.compare(at.now, found.until) < 0 ? found.access : undefined
  }
  const ask = async (within: Scope<string>): Promise<string> => {
    await turnOfTokens(within, id)
    const meanwhile = known()
    if (meanwhile) return meanwhile
    const secrets = await secretsOf(within, id)
    const token = await askForToken(
      { endpoint: set.oauth_endpoint, client: set.oauth_client, scope: set.oauth_scope, ...secrets },
      wish.inside,
    )
    if (token.refresh !== undefined) await keepRefresh(within, id, { ...secrets, refresh: token.refresh })
    const until = at.now.add({ seconds: Math.max(0, Math.floor(token.seconds) - SPARE_SECONDS) })
    given.set(name, { about, access: token.access, until })
    return token.access
  }
  const accessToken = known() ?? (await (wish.apart ? alone(at, ask) : ask(at)))
  return { ...access, accessToken }
}

const actor: Actor = { kind: 'system', job: 'documents.mailboxes' }
const alone = (at: Scope<string>, work: (within: Scope<string>) => Promise<string>): Promise<string> =>
  inScope(at.house, { organisation: at.organisation, actor, purpose: filing, now: at.now }, (within) =>
    work(within as unknown as Scope<string>),
  )

/** @returns the error, so that it can be thrown on; where a server did not take a token, the next one is asked for anew */
export function forgetToken({ accessToken }: ImapAccess, error: unknown): unknown {
  if (accessToken === undefined || !isSignIn(error)) return error
  for (const [name, { access }] of given) if (access === accessToken) given.delete(name)
  return Object.assign(error as object, { code: TOKEN_UNFIT })
}

const isSignIn = (error: unknown) => (error as { authenticationFailed?: boolean }).authenticationFailed === true
/** The mail server does not take a token that the provider gave. */
const TOKEN_UNFIT = 'ETOKEN_UNFIT'

export type MailboxProblem = ImapProblem | 'marks' | 'token-refused' | 'token-away' | 'token-unfit'
const told: Readonly<Record<string, MailboxProblem>> = {
  EMARKS: 'marks',
  [TOKEN_REFUSED]: 'token-refused',
  [TOKEN_AWAY]: 'token-away',
  [TOKEN_UNFIT]: 'token-unfit',
}

/** What kept us from a mailbox, as a code that a screen turns into a sentence. */
export const mailboxProblem = (error: unknown): MailboxProblem =>
  told[(error as { code?: string }).code ?? ''] ?? imapProblem(error)
