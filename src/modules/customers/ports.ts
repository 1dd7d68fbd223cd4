import type { House } from '#platform/data/scope.ts'
import type { Asked } from '#platform/http/route.ts'
import type { Html } from '#platform/ui/index.ts'

/**
 * What another module shows a customer of their own on the account page: appointments, requests, later documents and
 * orders. Nothing where there is nothing to show. Given to this module by `app`.
 */
export type CustomerPanel = (asked: Asked<string, unknown>, person: string) => Promise<Html | undefined>

/** What this module needs from outside itself, given by `app`. */
export type Ports = {
  /** The open house; asked for at each request, as modules are listed before it is opened. */
  readonly house: () => House
  readonly panels: readonly CustomerPanel[]
}

/** Whole addresses of pages, for mails. */
export type Links = Pick<Asked<string, unknown>, 'absolute'>
