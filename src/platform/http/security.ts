import type { Allowed } from './route.ts'

/** Everything from our own origin, no inline script or style, no framing, no base, forms to ourselves only. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * For a document that pages of ours show in a frame, e.g. a mail as it will look: it brings its own style and may do
 * nothing at all.
 */
export const sheetPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; sandbox"

export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), browsing-topics=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/**
 * For the scripts of the build: a worker runs under the policy that its own file came with. It reads what people sent in, so
 * it may talk to us alone; WebAssembly is for the decoders of pictures in PDF files.
 */
export const scriptPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"

/** Opens the policies of a page for what its route declares, and nothing else. */
export function allow(what: readonly Allowed[], headers: Headers): void {
  if (what.includes('pictures') && !headers.has('content-security-policy'))
    headers.set('content-security-policy', POLICY.replace("img-src 'self' data:", "img-src 'self' data: blob:"))
  if (what.includes('camera'))
    headers.set(
      'permissions-policy',
      (securityHeaders['permissions-policy'] ?? '').replace('camera=()', 'camera=(self)'),
    )
}

/**
 * Whether a form was sent by one of our own pages. Browsers say where a request comes from (Sec-Fetch-Site, Origin);
 * a client that says neither holds no session, so it can only do what anyone may.
 */
export function fromOwnPage(
  headers: { get(name: string): string | null },
  ownHost: string,
  signedIn: boolean,
): boolean {
  const site = headers.get('sec-fetch-site')
  if (site) return site === 'same-origin' || (site === 'none' && !signedIn)
  const origin = headers.get('origin')
  if (origin) return URL.parse(origin)?.host === ownHost
  return !signedIn
}
