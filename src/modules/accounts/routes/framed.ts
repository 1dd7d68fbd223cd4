import type { Organisation } from '#platform/data/organisations.ts'
import type { Asked } from '#platform/http/route.ts'

/** What a screen takes from a request, whatever its purpose and input. */
export type Framed = Pick<Asked<never, unknown>, 'publicFrame' | 'staffFrame' | 'language' | 'href' | 'params'> & {
  readonly at: { readonly organisation: Organisation }
}

export const publicOf = (asked: Framed) => ({
  frame: asked.publicFrame(),
  language: asked.language,
  organisation: asked.at.organisation,
  href: asked.href,
})

export const staffOf = (asked: Framed) => ({
  frame: asked.staffFrame(),
  language: asked.language,
  organisation: asked.at.organisation,
  href: asked.href,
})
