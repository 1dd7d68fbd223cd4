import type { House, Scope } from '#platform/data/scope.ts'
import type { Permission } from '#platform/http/permission.ts'
import type { ComposeMail } from '#platform/mail/parts.ts'

export type AccountMail = {
  readonly person: string
  readonly to: string
  readonly cause: string
  readonly kind: string
  readonly version: number
  readonly content: { readonly subject: string; readonly html: string; readonly text: string }
}

/** What the life of organisations needs from modules that accounts knows nothing of; each may be missing. */
export type LifePorts = {
  /** The places for which single rights can be given. */
  readonly places?: (at: Scope<string>) => Promise<readonly { readonly id: string; readonly name: string }[]>
  /** Every right that any page asks for, for the matrix. */
  readonly permissions?: () => readonly Permission[]
  /** Takes an ended organisation out of all backups, keys first; how many backups held it. */
  readonly forgetBackups?: (house: House, organisation: string) => Promise<number>
}

/** What this module needs from its siblings and from the house, given by `app`. */
export type Ports = {
  /** The open house; asked for at each request, as modules are listed before it is opened. */
  readonly house: () => House
  /** Queues a mail in the transaction of the scope, as messages does it. */
  readonly sendMail: (at: Scope<string>, mail: AccountMail) => Promise<void>
  /** Composes a declared mail in the words and colours of the scope's organisation. */
  readonly composeMail: ComposeMail
  readonly life?: LifePorts
  /** Organisations may name sign-in providers in a private network, and by http. */
  readonly privateServers?: boolean
}
