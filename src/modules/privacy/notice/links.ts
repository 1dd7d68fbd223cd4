import type { Bilingual } from '#platform/data/activity.ts'

/** A page where people act on what the notice tells them, e.g. exercise their rights. */
export type NoticeLink = { readonly path: string; readonly label: Bilingual }

const links: NoticeLink[] = []

/** Registers a page that the notice, and every text at a place of collection, leads to. Called once, at module level. */
export function noticeLink(given: NoticeLink): void {
  if (links.some(({ path }) => path === given.path)) throw new Error(`the notice leads to ${given.path} twice`)
  links.push(given)
}

export const noticeLinks = (): readonly NoticeLink[] => links
