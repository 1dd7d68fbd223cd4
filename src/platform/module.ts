import type { Handler, House } from './data/scope.ts'
import type { NavigationEntry } from './http/permission.ts'
import type { Route } from './http/route.ts'
import type { Job } from './jobs/jobs.ts'
import type { RefusalTexts } from './errors/texts.ts'

/** What a module brings into the house. Everything the system knows of its modules is derived from these. */
export type Module = {
  readonly name: string
  readonly routes: readonly Route[]
  readonly jobs: readonly Job[]
  readonly listeners: readonly { name: string; handle: Handler<never> }[]
  readonly navigation: readonly NavigationEntry[]
  readonly refusals: RefusalTexts
  /** Work that goes on beside requests and jobs, e.g. a dispatcher; answers how to end it cleanly. */
  readonly background?: (house: House) => () => Promise<void>
}
