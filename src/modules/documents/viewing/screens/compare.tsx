import type { StaffFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import {
  EmptyState,
  type Html,
  Link,
  Muted,
  Name,
  PageHead,
  Pagination,
  Panel,
  Stack,
  StaffPage,
} from '#platform/ui/index.ts'
import { type Piece, shortened } from '../diff.ts'
import type { ShownDocument } from '../panels.ts'
import { documentPage, parts } from '../paths.ts'
import { words } from '../texts.ts'
import { CompareForm } from './versions.tsx'

export const PAGES_COMPARED = 10

export type ComparePageProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
  readonly shown: ShownDocument
  readonly older: number
  readonly newer: number
  /** `unread` where one of them has no text yet, `other` where they have hardly a word in common. */
  readonly text: readonly Piece[] | 'unread' | 'other'
  /** Where no server reads a member's device compares: its part of the page, instead of the text. */
  readonly sealed?: Html | undefined
  /** Pictures of pages that each of them has. */
  readonly pictures: { readonly older: number; readonly newer: number }
  readonly part: number
}

/** Two versions: what changed in the text, and their pages side by side. */
export function ComparePage(props: ComparePageProps): Html {
  const { frame, language, href, shown, older, newer, pictures, part } = props
  const t = words(language)
  const page = href(documentPage(shown.document.id))
  const most = Math.max(pictures.older, pictures.newer)
  return (
    <StaffPage {...frame} title={t.compare.title}>
      <PageHead
        title={t.compare.title}
        lead={<Name>{shown.title || t.untitled}</Name>}
        actions={<Link url={page}>{t.compare.back}</Link>}
      />
      {shown.versions.length < 2 ? (
        <Panel>
          <EmptyState title={t.compare.onePages}>{t.compare.onePagesHint}</EmptyState>
        </Panel>
      ) : (
        <Stack>
          <Panel>
            <CompareForm
              language={language}
              action={`${page}${parts.compare}`}
              numbers={shown.versions.map(({ number }) => number)}
              older={older}
              newer={newer}
            />
          </Panel>
          <Panel title={t.compare.textSide}>{props.sealed ?? <Changes {...props} />}</Panel>
          {most > 0 && <Pages {...props} />}
          <Pagination
            language={language}
            page={part}
            pages={Math.max(1, Math.ceil(most / PAGES_COMPARED))}
            url={(to) => `${page}${parts.compare}?alt=${older}&neu=${newer}&teil=${to}`}
          />
        </Stack>
      )}
    </StaffPage>
  )
}

function Changes({ language, text }: ComparePageProps): Html {
  const t = words(language).compare
  if (text === 'unread') return <Muted>{t.noText}</Muted>
  if (text === 'other') return <Muted>{t.other}</Muted>
  const count = (kind: Piece['is']) => text.reduce((sum, { is, words: of }) => (is === kind ? sum + of.length : sum), 0)
  const [added, removed] = [count('added'), count('removed')]
  if (added + removed === 0) return <p>{t.same}</p>
  return (
    <>
      <p>{t.changed(added, removed)}</p>
      <p class="read-text diff" dir="auto">
        {shortened(text).map(({ is, words: of }) => {
          const said = of.join(' ')
          if (is === 'same') return <>{said} </>
          return is === 'added' ? (
            <>
              <ins>
                <span class="sr">{t.added}: </span>
                {said}
              </ins>{' '}
            </>
          ) : (
            <>
              <del>
                <span class="sr">{t.removed}: </span>
                {said}
              </del>{' '}
            </>
          )
        })}
      </p>
    </>
  )
}

function Pages({ language, href, shown, older, newer, pictures, part }: ComparePageProps): Html {
  const t = words(language)
  const base = href(documentPage(shown.document.id))
  const most = Math.max(pictures.older, pictures.newer)
  const first = (part - 1) * PAGES_COMPARED + 1
  const pages = Array.from({ length: Math.max(0, Math.min(PAGES_COMPARED, most - first + 1)) }, (_, at) => first + at)
  const picture = (number: number, page: number, count: number) => (
    <figure class="compare-page">
      <figcaption class="small">
        {t.compare.version(number)}, {t.compare.pages(page)}
      </figcaption>
      {page <= count ? (
        <img
          class="viewer-picture"
          src={`${base}${parts.picture}/${page}?fassung=${number}`}
          alt={`${t.compare.version(number)}, ${t.compare.pages(page)}`}
          loading="lazy"
        />
      ) : (
        <Muted>{t.compare.missing}</Muted>
      )}
    </figure>
  )
  return (
    <>
      {pages.map((page) => (
        <div class="compare">
          {picture(older, page, pictures.older)}
          {picture(newer, page, pictures.newer)}
        </div>
      ))}
    </>
  )
}
