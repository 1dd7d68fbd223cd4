import type { Organisation } from '../data/organisations.ts'
import type { Language } from '../text/language.ts'
import type { Agent } from './agent.ts'
import type { Identity, StaffFrame } from './frame.ts'
import type { FieldValue } from './input.ts'
import type { Reply, Route } from './route.ts'

/** What a signed-in request looks like before its handler: enough to answer in its place, or to let it pass. */
export type Held = {
  readonly route: Route
  readonly identity: Identity
  readonly organisation: Organisation
  readonly language: Language
  readonly href: (path: string) => string
  /** The path within the organisation, and the query with its question mark. */
  readonly path: string
  readonly query: string
  /** The form's fields; who answers a confirmation takes its own out of them. */
  readonly fields: Record<string, FieldValue>
  /** The truncated network address. */
  readonly network: string
  readonly agent: Agent
  readonly frame: (...islands: string[]) => StaffFrame
}

/** Answers in place of a page while the session lacks something; undefined lets it pass. */
export type HoldBack = (held: Held) => Promise<Reply | undefined>
