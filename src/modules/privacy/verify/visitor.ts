import type { Probe } from './probe.ts'

/** What a browser sends that stays on our own pages. */
export const ownPage: Readonly<Record<string, string>> = { host: 'localhost', 'sec-fetch-site': 'same-origin' }

export type Answer = {
  readonly status: number
  readonly html: string
  readonly headers: Headers
  readonly location: string
  /** The first cookie that was set, without its attributes. */
  readonly cookie: string | undefined
}

/** A text of a page's source as it was before it was written there. */
export const unescaped = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** What a reader sees of a page: its texts without tags, with a single space between them; a word that may break is one. */
export const textOf = (html: string): string =>
  unescaped(
    html
      .replaceAll(/<(script|style)[\s\S]*?<\/\1>/g, '')
      .replaceAll('<wbr/>', '')
      .replaceAll(/<[^>]*>/g, ' '),
  ).replaceAll(/\s+/g, ' ')

const attribute = (tag: string, name: string): string =>
  unescaped(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '')

/** The hidden fields of a page or a form, as a browser would send them back. */
export const hiddenIn = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [
      attribute(tag, 'name'),
      attribute(tag, 'value'),
    ]),
  )

/**
 * The hidden fields of the page's form that leads to an address and holds these values: what a browser would send.
 * @throws Error when the page has no such form
 */
export function fieldsOf(html: string, action: RegExp, holding: Record<string, string> = {}): Record<string, string> {
  for (const [, to = '', inside = ''] of html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)) {
    if (!action.test(to)) continue
    const fields = hiddenIn(inside)
    if (Object.entries(holding).every(([name, value]) => fields[name] === value)) return fields
  }
  throw new Error(`the page has no form to ${action.source} ${Object.values(holding).join(' ')}`)
}

/** Somebody without script before the system that is checked; with the headers of a session if signed in. */
export function visitor(probe: Pick<Probe, 'ask'>, headers: Readonly<Record<string, string>> = ownPage) {
  const answered = async (response: Response): Promise<Answer> => ({
    status: response.status,
    html: await response.text(),
    headers: response.headers,
    location: response.headers.get('location') ?? '',
    cookie: response.headers.get('set-cookie')?.split(';')[0],
  })
  return {
    open: async (path: string) => answered(await probe.ask(path, { headers: { ...headers } })),
    send: async (path: string, fields: Readonly<Record<string, string>> = {}) =>
      answered(
        await probe.ask(path, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
          body: String(new URLSearchParams(fields)),
        }),
      ),
  }
}
export type Visitor = ReturnType<typeof visitor>
