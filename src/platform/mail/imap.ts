import type { ImapFlow } from 'imapflow'
import { isLoopback, publicAddressOf } from '../net/public.ts'

const PATIENCE = 15_000
/** A server that says nothing for so long while we wait for news is gone. */
const QUIET = 6 * 60_000

/** Where a mailbox is and how it lets us in. */
export type ImapAccess = {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password?: string | undefined
  /** Instead of a password: a token that the provider gave (XOAUTH2). */
  readonly accessToken?: string | undefined
  /** The mailbox may stand in a private network, where the installation allows it. */
  readonly inside: boolean
}

/**
 * A client for a mailbox, not connected yet; who makes it closes it. A password or token never travels in the clear: port 993 is
 * encrypted from the beginning, any other must change over before the sign-in, except on this very machine.
 * @param waits keeps the connection while nothing happens, to hear of news (IDLE)
 * @throws Error with the code EPRIVATE or EDNS
 */
export async function imapClient(access: ImapAccess, waits = false): Promise<ImapFlow> {
  const { host, port, username, password, accessToken, inside } = access
  const { ImapFlow: Client } = await import('imapflow')
  const loopback = isLoopback(host)
  const secure = port === 993
  const client = new Client({
    // the very address that was found to be a public one, so that no later answer of the DNS leads elsewhere
    ...(inside ? { host } : { host: await publicAddressOf(host), servername: host }),
    port,
    secure,
    ...(secure ? {} : { doSTARTTLS: !loopback }),
    ...(loopback ? { tls: { rejectUnauthorized: false } } : {}),
    auth: accessToken === undefined ? { user: username, pass: password ?? '' } : { user: username, accessToken },
    logger: false,
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: waits ? QUIET : 4 * PATIENCE,
    disableAutoIdle: true,
  })
  client.on('error', () => undefined) // told by the call that fails
  return client
}

/** What kept us from a mailbox, as a code that a screen turns into a sentence; no word of the server, which may name people. */
export type ImapProblem = 'sign-in' | 'folder' | 'tls' | 'private' | 'connection'

/** Whether the server, or the way to it, is the trouble; what else was thrown is ours. */
export const isImapTrouble = (error: unknown): boolean => {
  const { code, authenticationFailed, mailboxMissing, responseStatus, command } = error as Trouble
  return (
    authenticationFailed === true ||
    mailboxMissing === true ||
    responseStatus !== undefined ||
    command !== undefined ||
    /^(E[A-Z_]+|NoConnection|ConnectionClosed|.*(TLS|CERT|SSL|SELF_SIGNED).*)$/i.test(code ?? '')
  )
}

type Trouble = {
  authenticationFailed?: boolean
  code?: string
  mailboxMissing?: boolean
  responseStatus?: string
  command?: string
}

export function imapProblem(error: unknown): ImapProblem {
  const { authenticationFailed, code, mailboxMissing, responseStatus } = error as Trouble
  if (authenticationFailed) return 'sign-in'
  if (mailboxMissing || responseStatus === 'NO') return 'folder'
  if (code === 'EPRIVATE') return 'private'
  if (/TLS|CERT|SSL|SELF_SIGNED|VERIFY/i.test(code ?? '')) return 'tls'
  return 'connection'
}
