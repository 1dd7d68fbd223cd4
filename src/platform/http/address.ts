import type { Organisation } from '../data/organisations.ts'
import type { House } from '../data/scope.ts'
import type { Language } from '../text/language.ts'

/** Before every English address. */
export const EN = '/en'

/** How addresses begin and continue: `/en/stadt/termine`. The prefix is empty for pages outside an organisation. */
export const hrefWithin =
  (prefix: string, language: Language) =>
  (path: string, to: Language = language): string =>
    `${to === 'en' ? EN : ''}${prefix}${path === '/' && prefix ? '' : path}`

/** Whole addresses of an organisation's pages, for mails that no request causes. */
export const absoluteIn =
  (house: Pick<House, 'publicUrl'>, { slug }: Pick<Organisation, 'slug'>) =>
  (path: string, language: Language): string =>
    house.publicUrl + hrefWithin(`/${slug}`, language)(path)
