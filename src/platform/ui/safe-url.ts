const allowedSchemes = new Set(['http:', 'https:', 'mailto:', 'tel:'])
const ownOrigin = 'https://own.invalid'

/**
 * A link target that is safe to put into an href, or undefined. Allowed: paths, queries and fragments of this site,
 * http(s), mailto and tel. Refused: every other scheme, addresses that leave the site without naming a scheme
 * (`//host`, `/\host`), and control characters, which browsers drop before they look for the scheme.
 */
export function safeUrl(url: string): string | undefined {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(url) || url !== url.trim()) return undefined
  const parsed = URL.parse(url, `${ownOrigin}/`)
  if (!parsed || !allowedSchemes.has(parsed.protocol)) return undefined
  const namesScheme = /^[a-z][a-z0-9+.-]*:/i.test(url)
  if (!namesScheme && parsed.origin !== ownOrigin) return undefined
  if (namesScheme && /^https?:/i.test(url) && !/^https?:\/\//i.test(url)) return undefined
  return url
}
