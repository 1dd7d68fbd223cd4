import { broken, kept, saysWhy, type Check, type Probe } from '#privacy'

const MOST_PAGES = 500
const headers = { host: 'localhost', 'sec-fetch-site': 'same-origin' }
const ENTRY = /<textarea|<input(?![^>]* type="(?:hidden|radio|checkbox|submit|button)")/

/** The pages that anybody reaches by links from the organisation's first one, in both languages. */
async function publicPages({ ask, organisation }: Probe): Promise<Map<string, string>> {
  const pages = new Map<string, string>()
  // a week further or another day is the same page: one of them is enough
  const known = new Set<string>()
  const waiting = [`/${organisation.slug}`, `/en/${organisation.slug}`]
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const address = path.split('?')[0] ?? ''
    if (known.has(address)) continue
    known.add(address)
    if (known.size > MOST_PAGES) throw new Error(`the public pages do not end after ${MOST_PAGES}`)
    const response = await ask(path, { headers })
    const html = await response.text()
    const onwards = response.status === 303 ? [response.headers.get('location') ?? ''] : []
    if (response.status >= 400) throw new Error(`a public page leads to ${path}, which answers ${response.status}`)
    pages.set(path, html)
    const links = [...html.matchAll(/<a [^>]*href="([^"#]*)/g)].map(([, url = '']) => url.replaceAll('&amp;', '&'))
    for (const next of [...onwards, ...links]) if (next.startsWith('/')) waiting.push(next)
  }
  return pages
}

/** optigem/just-in-time-notice: no form that anybody reaches asks for anything without saying why. */
export const publicForms: Check = async (probe) => {
  const pages = await publicPages(probe)
  let forms = 0
  for (const [path, html] of pages) {
    for (const [, tag = '', inside = ''] of html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)) {
      if (!/method="post"/i.test(tag) || !ENTRY.test(inside.replaceAll(/<div class="trap[\s\S]*?<\/div>/g, '')))
        continue
      forms++
      if (!saysWhy(inside)) return broken(`${path} asks for data without saying why above its button`)
    }
  }
  return forms > 0
    ? kept(`${forms} forms on ${pages.size} public pages, found by following every link, do so`)
    : broken('no form was found on the public pages: the check proves nothing')
}
