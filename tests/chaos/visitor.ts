// A browser without script, over a real connection.
import { readPage, type PageContent } from '../support/html.ts'

export type Answer = { status: number; url: string; headers: Headers; html: string; page: PageContent }
export type Visitor = {
  open(path: string): Promise<Answer>
  /** The page seen last. */
  seen(): Answer
  /** Fills in the form with this button on the page seen last, and sends it. */
  submit(button: string, values?: Record<string, string | boolean>): Promise<Answer>
  /** Sends fields as they are; redirects are not followed. */
  post(path: string, fields: Record<string, string>): Promise<Answer>
}

const MOST_REDIRECTS = 5

/** @param address told by a proxy, where the program trusts one */
export function visitor(origin: string, { address }: { address?: string } = {}): Visitor {
  let last: Answer | undefined

  async function ask(url: string, body: URLSearchParams | null, hops: number): Promise<Answer> {
    const target = new URL(url, last?.url ?? origin)
    const response = await fetch(target, {
      method: body ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { accept: 'text/html', 'accept-language': 'de', ...(address ? { 'x-forwarded-for': address } : {}) },
      ...(body ? { body } : {}),
    })
    const location = response.headers.get('location')
    if (location && response.status === 303 && hops > 0) {
      await response.body?.cancel()
      return ask(new URL(location, target).href, null, hops - 1)
    }
    const html = await response.text()
    const page = readPage(html, target.href)
    last = { status: response.status, url: target.href, headers: response.headers, html, page }
    return last
  }

  const seen = (): Answer => {
    if (!last) throw new Error('open a page first')
    return last
  }

  return {
    open: (path) => ask(path, null, MOST_REDIRECTS),
    seen,
    submit(button, values = {}) {
      const sent = seen().page.form(button).submit(values, button)
      return ask(sent.url, sent.body, MOST_REDIRECTS)
    },
    post: (path, fields) => ask(path, new URLSearchParams(fields), 0),
  }
}
