import type { House } from '#platform/data/scope.ts'

/** What this module needs from the house, given by `app`. */
export type Ports = {
  /** The open house; asked for at each request, as modules are listed before it is opened. */
  readonly house: () => House
  /** Told of what went wrong beside any request. */
  readonly failed?: (error: unknown) => void
  /** Mailboxes may stand in a private network. */
  readonly privateServers?: boolean
  /** Below which folder of this machine watched folders lie, and for how many days what was filed stays there. */
  readonly watched?: { readonly root: string; readonly days: number } | undefined
}
