import type { Bilingual } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'

/** A page where people act on what the notice tells them, e.g. exercise their rights. */
export type NoticeLink = {
  readonly path: string
  readonly label: Bilingual
  /** Where a person goes on who came by the signed link of a mail: there they are known already. */
  readonly forPerson?: (at: Scope<string>, person: string) => Promise<string>
}

const links: NoticeLink[] = []

/** Registers a page that the notice, and every text at a place of collection, leads to. Called once, at module level. */
export function noticeLink(given: NoticeLink): void {
  if (links.some(({ path }) => path === given.path)) throw new Error(`the notice leads to ${given.path} twice`)
  links.push(given)
}

/** The same pages for a person who came by the link of a mail. */
export const linksFor = (at: Scope<string>, person: string): Promise<{ path: string; label: Bilingual }[]> =>
  Promise.all(
    links.map(async ({ path, label, forPerson }) => ({ label, path: forPerson ? await forPerson(at, person) : path })),
  )

export const noticeLinks = (): readonly NoticeLink[] => links
