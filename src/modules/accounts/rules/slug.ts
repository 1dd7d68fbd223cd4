/** First parts of addresses that are not an organisation's, now or later. */
const RESERVED = new Set([
  'en', 'de', 'fr', 'tr', 'uk', 'ar', 'ru', 'pl',
  'assets', 'static', 'loeschnachweis', 'files', 'einrichten', 'betrieb', 'team', 'termin', 'konto', 'anmelden', 'abmelden', 'admin',
  'api', 'app', 'www', 'mail', 'health', 'metrics', 'robots', 'favicon', 'sitemap', 'well-known', 'demo', 'design',
  'impressum', 'datenschutz', 'imprint', 'privacy', 'logo', 'verify', 'belegt',
]) // oxfmt-ignore

/** Whether this can be an organisation's address: lower case letters, digits and hyphens, 2 to 41, not reserved. */
export function slugProblem(slug: string): 'slug-invalid' | 'slug-reserved' | undefined {
  if (!/^[a-z0-9][a-z0-9-]{1,40}$/.test(slug) || slug.includes('--') || slug.endsWith('-')) return 'slug-invalid'
  return RESERVED.has(slug) ? 'slug-reserved' : undefined
}

/** A first proposal from a name: `Stadt Müllheim` becomes `stadt-muellheim`. */
export const slugFrom = (normalisedName: string): string =>
  normalisedName
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 41)
    .replaceAll(/^-+|-+$/g, '')
