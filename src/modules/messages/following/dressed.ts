import { absoluteIn } from '#platform/http/address.ts'
import type { Scope } from '#platform/data/scope.ts'
import { hasConsent } from '#privacy'
import type { MailContent } from '../data.ts'
import type { Leaving } from '../sending/leaving.ts'
import { measuring } from './data.ts'
import { linkPath, picturePath } from './links.ts'
import { setUpOf } from './set-up.ts'

/**
 * The contents as they leave, in order. Where the organisation measures and the person consented, links go by way of us and
 * a transparent dot stands at the end; everybody else's mail is left as it is. The plain text is never changed.
 * @param publicUrl where people reach the program
 */
export async function dressed(
  at: Scope<string>,
  leaving: readonly Leaving[],
  publicUrl: string,
): Promise<readonly MailContent[]> {
  if (leaving.length === 0 || !(await setUpOf(at)).measures) return leaving.map(({ content }) => content)
  return Promise.all(
    leaving.map(async ({ id, person, content }) => {
      if (!person || !(await hasConsent(at, person, measuring.name))) return content
      const absolute = absoluteIn({ publicUrl }, at.organisation)
      const html = await rewritten(content.html, async (target) =>
        staysAsItIs(target, content) ? target : absolute(await linkPath(at, id, target), 'de'),
      )
      return { ...content, html: withDot(html, absolute(await picturePath(at, id), 'de')) }
    }),
  )
}

/** Ways out are never measured: neither the mail's own, nor the page of consents. */
const staysAsItIs = (target: string, { optOut }: MailContent): boolean =>
  target === optOut?.url || /\/(abmelden|einwilligungen)(\/|$|\?)/.test(target)

const MARKED = /(<a\b[^<>]*?\shref=")(https?:\/\/[^"<>]+)"/gi

async function rewritten(html: string, where: (target: string) => Promise<string>): Promise<string> {
  const targets = new Map<string, string>()
  for (const [, , written = ''] of html.matchAll(MARKED)) {
    if (!targets.has(written)) targets.set(written, escaped(await where(plainOf(written))))
  }
  return html.replaceAll(MARKED, (_, before: string, written: string) => `${before}${targets.get(written) ?? written}"`)
}

// addresses in our mails are escaped by the renderer, in one of these ways
const plainOf = (written: string) =>
  written
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
const escaped = (url: string) =>
  url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const withDot = (html: string, url: string): string => {
  const dot = `<img src="${escaped(url)}" alt="" width="1" height="1" style="display:block;border:0">`
  const end = html.toLowerCase().lastIndexOf('</body>')
  return end === -1 ? html + dot : html.slice(0, end) + dot + html.slice(end)
}
