import { z } from 'zod'
import { uuidField } from '#platform/http/fields.ts'
import type { Language } from '#platform/text/language.ts'
import { type Html, Link } from '#platform/ui/index.ts'

/** Rows on a page of a list. */
export const SHOWN = 50

/** A page of a list; `next` is the row after which the next one begins, undefined where nothing follows. */
export type Stretch<Row> = { readonly rows: readonly Row[]; readonly next: string | undefined }

/** @param rows at most one more than are shown */
export const stretch = <Row extends { readonly id: string }>(rows: readonly Row[]): Stretch<Row> => ({
  rows: rows.slice(0, SHOWN),
  next: rows.length > SHOWN ? rows[SHOWN - 1]?.id : undefined,
})

/** In an address: the random id of the row after which a page begins, and nothing that anybody said. */
export const afterField = { nach: uuidField().optional().catch(undefined) }
export const afterOnly = z.object(afterField)

const texts = {
  de: { label: 'Weitere Einträge', first: 'Zum Anfang', next: 'Weitere zeigen' },
  en: { label: 'More entries', first: 'To the beginning', next: 'Show more' },
} as const

type Props = {
  readonly language: Language
  /** The page's own address, with or without a query. */
  readonly url: string
  readonly after: string | undefined
  readonly next: string | undefined
}

/** Leads on through a list, and back to its beginning; nothing where all of it is shown. */
export function Onwards({ language, url, after, next }: Props): Html {
  if (after === undefined && next === undefined) return <></>
  const t = texts[language]
  return (
    <nav class="pagination" aria-label={t.label}>
      {after !== undefined && <Link url={url}>{t.first}</Link>}
      {next !== undefined && <Link url={`${url}${url.includes('?') ? '&' : '?'}nach=${next}`}>{t.next}</Link>}
    </nav>
  )
}
