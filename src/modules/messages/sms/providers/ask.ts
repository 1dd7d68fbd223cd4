import { timingSafeEqual } from 'node:crypto'
import { isLoopback } from '#platform/net/public.ts'

/** Longer than providers take at their worst; a sender's claim outlives it. */
const PATIENCE_MS = 20_000
const MOST_ANSWER = 256 * 1024

/** A provider's answer, or why there is none: `unreached` when the request certainly did not arrive. */
export type Answer =
  | { readonly status: number; readonly json: unknown; readonly retryAfter: number | undefined }
  | { readonly unreached: string }
  | { readonly lost: string }

// nothing has been sent yet when one of these is told (undici, node:net, node:tls)
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** One request to a provider. Redirects are not followed: credentials go to nobody but who was asked. */
export async function ask(
  url: URL,
  init: { method: 'GET' | 'POST'; headers: Record<string, string>; body?: string },
  patience = PATIENCE_MS,
): Promise<Answer> {
  if (url.protocol !== 'https:' && !isLoopback(url.hostname)) return { unreached: 'not encrypted' }
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(patience) })
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    const json = await bodyOf(response)
    return { status: response.status, json, retryAfter: seconds > 0 ? seconds : undefined }
  } catch (error) {
    const code = codeOf(error)
    return BEFORE_SENDING.has(code) ? { unreached: code } : { lost: code }
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const part of response.body ?? []) {
    text += decoder.decode(part as Uint8Array, { stream: true })
    if (text.length > MOST_ANSWER) throw Object.assign(new Error('too long an answer'), { code: 'TOO_LONG' })
  }
  try {
    return JSON.parse(text)
  } catch {
    return undefined // told by the status alone
  }
}

function codeOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown }
    if (typeof code === 'string') return code
    if (cause.name === 'TimeoutError') return 'TIMEOUT'
  }
  return 'LOST'
}

/** Whether two texts are the same; takes as long for every wrong one of that length. */
export function sameSecret(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

export const field = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined

/** A code as it is kept and shown: never what could repeat a number or a text. */
export const keptCode = (given: unknown): string => {
  const code = typeof given === 'number' || typeof given === 'string' ? String(given) : ''
  return /^[A-Za-z0-9_-]{1,24}$/.test(code) && !/\d{7}/.test(code) ? code : 'unknown'
}
