import type { PageRead } from '../../types.ts'
import { type Html, Link, Muted, Name, PageHead, Pagination, Panel, Stack, StaffPage } from '#platform/ui/index.ts'
import type { ShownDocument } from '../panels.ts'
import { documentPage, parts } from '../paths.ts'
import { words } from '../texts.ts'
import type { Framed } from './document.tsx'

export const PAGES_OF_TEXT = 20

type TextPageProps = Framed & {
  readonly shown: ShownDocument
  readonly pages: readonly PageRead[]
  /** Of all pages, from 1. */
  readonly part: number
  readonly parts: number
}

/** The text of a document as it was read, for everybody who reads better so. */
export function TextPage({ frame, language, href, shown, pages, part, parts: count }: TextPageProps): Html {
  const t = words(language)
  const title = shown.title || t.untitled
  const page = documentPage(shown.document.id)
  const version = `?fassung=${shown.version.number}`
  return (
    <StaffPage {...frame} title={t.textOf(title)}>
      <PageHead title={<Name>{title}</Name>} actions={<Link url={`${href(page)}${version}`}>{t.asPages}</Link>} />
      <Stack>
        {pages.map(({ number, text }) => (
          <Panel title={t.viewer.page(number)} id={`seite-${number}`}>
            {text.trim() ? (
              <p class="read-text" dir="auto">
                {text}
              </p>
            ) : (
              <Muted>{t.noText}</Muted>
            )}
          </Panel>
        ))}
        <Pagination
          language={language}
          page={part}
          pages={count}
          url={(to) => `${href(page)}${parts.text}${version}&seite=${(to - 1) * PAGES_OF_TEXT + 1}`}
        />
      </Stack>
    </StaffPage>
  )
}
