import type { House } from '#platform/data/scope.ts'

/** What this module needs from the house, given by `app`. */
export type Ports = {
  /** The open house; asked for at each request, as modules are listed before it is opened. */
  readonly house: () => House
}
