import type { Directory, Organisation } from '../data/organisations.ts'
import { refuse, type Refusal } from '../errors/errors.ts'
import type { Language } from '../text/language.ts'
import { EN, hrefWithin } from './address.ts'

/** The slug of the organisation that stands for the operator: accounts live there, its members run the installation. */
export const OPERATOR = 'betrieb'

type Nowhere = { readonly to: string } | { readonly refusal: Refusal; readonly whose: Organisation | undefined }

/**
 * What there is where no page is. The bare address of the installation leads to its only organisation; any other address
 * belongs to the organisation that it begins with.
 */
export async function nowhere(directory: Directory, path: string, language: Language): Promise<Nowhere> {
  const all = await directory.all().catch(() => []) // lost with the database: nobody's
  const [slug = ''] = path.split('/').slice(language === 'en' ? 2 : 1)
  if (slug !== '')
    return {
      refusal: refuse('platform.no-such-page', 'not-found'),
      whose: all.find((one) => one.slug === slug),
    }
  const [only, ...more] = all.filter((one) => one.slug !== OPERATOR && one.state === 'active' && !one.demo)
  return only && more.length === 0
    ? { to: hrefWithin(`/${only.slug}`, language)('/') }
    : { refusal: refuse('platform.no-front-page', 'not-found'), whose: undefined }
}

/** Of an address, also of the bare `/en`. */
export const languageOf = (path: string): Language => (path === EN || path.startsWith(`${EN}/`) ? 'en' : 'de')
