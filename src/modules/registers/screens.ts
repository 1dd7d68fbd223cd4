import type { Asked } from '#platform/http/route.ts'

/** What every screen of the registers gets, for `OfficeFrame`. */
export const screenOf = ({ language, href, path, staffFrame, at }: Asked<never, unknown> | Asked<string, unknown>) => ({
  frame: staffFrame(),
  language,
  href: href as (path: string) => string,
  path,
  zone: at.organisation.zone,
})
export type Screen = ReturnType<typeof screenOf>

/** The account of the member who acts. */
export const actorOf = (asked: { readonly at: Asked<string, unknown>['at'] }): string =>
  asked.at.actor.kind === 'member' ? asked.at.actor.account : '00000000-0000-0000-0000-000000000000'
