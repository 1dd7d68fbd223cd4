import type { Language } from '#platform/text/language.ts'
import { Button, Details, Form, type Html, Muted, TextField } from '#platform/ui/index.ts'
import { DOCUMENTS, NEWS, parts } from '../paths.ts'
import type { ShownDocument } from '../panels.ts'
import { type Mark, mayMark } from '../marks.ts'
import { words } from '../texts.ts'
import type { View } from '../view.ts'

export type ViewerProps = {
  readonly language: Language
  readonly href: (path: string) => string
  readonly shown: ShownDocument
  readonly view: View
  readonly marks: readonly Mark[]
  /** The page that the address names. */
  readonly page: number
  /** Addresses of the build: PDF.js' worker, and one of the parts that it loads when a document needs them. */
  readonly worker: string
  readonly part: string
}

const PICTURES_AT_ONCE = 20
const keys = ['page', 'zoom', 'fit', 'turn', 'thumbs', 'find', 'hits'] as const

/** The pages of a document; without script their pictures, with it PDF.js' pages with text, search and layers. */
export function Viewer(props: ViewerProps): Html {
  const { language, href, shown, view, marks, page, worker, part } = props
  const t = words(language).viewer
  const base = href(`${DOCUMENTS}/${shown.document.id}`)
  const version = `?fassung=${shown.version.number}`
  return (
    <belegt-viewer
      class="viewer"
      data-pdf={view.pdf && !view.isLocked ? `${base}${parts.view}${version}` : undefined}
      data-piece={view.pieces === undefined ? undefined : `${base}${parts.piece}${version}`}
      data-size={view.pieces}
      data-original={view.original && !view.isLocked ? `${base}${parts.view}${version}` : undefined}
      data-picture={`${base}${parts.picture}/`}
      data-words={view.hasText ? `${base}${parts.words}/` : undefined}
      data-version={version}
      data-stage={shown.version.stage}
      data-news={view.isUnread ? href(NEWS) : undefined}
      data-sizes={view.sizes}
      data-pictures={String(view.pictures)}
      data-page={String(page)}
      data-worker={worker}
      data-parts={part}
      data-marks={JSON.stringify(
        marks.map(({ id, page: on, kind, box, words: text }) => ({ id, on, kind, box, text })),
      )}
      data-say={JSON.stringify({
        page: t.page(0).replace('0', '{n}'),
        loading: t.loading,
        failed: t.failed,
        offline: t.offline,
        wrong: t.passwordWrong,
        hits: t.hits,
        none: t.hitsNone,
        place: t.noteHint,
        placed: t.noteSet,
      })}
    >
      <Tools {...props} />
      <p class="viewer-state small" role="status" />
      <div class="viewer-password" hidden>
        <Form action={base} method="get" label={t.password}>
          <p>{t.password}</p>
          <TextField
            language={language}
            name="datei-passwort"
            label={t.passwordField}
            hint={t.passwordHint}
            type="password"
            autocomplete="off"
            mark={false}
          />
          <Button>{t.passwordOpen}</Button>
        </Form>
      </div>
      <div class="viewer-body">
        <nav class="viewer-thumbs" aria-label={t.thumbsLabel} hidden />
        <div class="viewer-pages" role="region" aria-label={t.pages} tabindex={0}>
          <Pictures {...props} />
        </div>
      </div>
      <div class="viewer-keys" hidden>
        <Details summary={t.keys}>
          <dl class="kv small">
            {keys.map((key) => (
              <div>
                <dt>{t.keyNames[key]}</dt>
                <dd>{t.keysDo[key]}</dd>
              </div>
            ))}
          </dl>
        </Details>
      </div>
    </belegt-viewer>
  )
}

function Tool({
  act,
  label,
  pressed,
  children,
}: {
  readonly act: string
  readonly label?: string
  readonly pressed?: boolean
  readonly children: string
}): Html {
  return (
    <button
      type="button"
      class="kern-btn kern-btn--tertiary btn-small"
      value={act}
      aria-label={label}
      title={label}
      aria-pressed={pressed === undefined ? undefined : String(pressed)}
    >
      <span class="kern-label">{children}</span>
    </button>
  )
}

/** What can be done with the view; shown once there is a script that does it. */
function Tools({ language, shown, view }: ViewerProps): Html {
  const t = words(language).viewer
  return (
    <div class="viewer-tools" role="toolbar" aria-label={t.tools} hidden>
      <Tool act="thumbs" label={t.thumbsLabel} pressed={false}>
        {t.thumbs}
      </Tool>
      <span class="viewer-group">
        <Tool act="previous" label={t.previous}>
          ‹
        </Tool>
        <input class="kern-form-input__input viewer-number" inputmode="numeric" aria-label={t.pageField} value="1" />
        <span class="small viewer-count" data-words={t.pageOf(0).replace('0', '{n}')} />
        <Tool act="next" label={t.next}>
          ›
        </Tool>
      </span>
      <span class="viewer-group">
        <Tool act="smaller" label={t.smaller}>
          −
        </Tool>
        <Tool act="larger" label={t.larger}>
          +
        </Tool>
        <Tool act="fit" label={t.fitLabel}>
          {t.fit}
        </Tool>
        <Tool act="turn" label={t.turnLabel}>
          {t.turn}
        </Tool>
      </span>
      {(view.hasText || view.isLocked) && (
        <span class="viewer-group">
          <input
            class="kern-form-input__input viewer-find"
            type="search"
            aria-label={t.find}
            placeholder={t.findShort}
          />
          <Tool act="hit-previous" label={t.hitPrevious}>
            ↑
          </Tool>
          <Tool act="hit-next" label={t.hitNext}>
            ↓
          </Tool>
        </span>
      )}
      {(mayMark(shown) || (view.isLocked && shown.may.file)) && (
        <Tool act="place" pressed={false}>
          {t.noteHere}
        </Tool>
      )}
    </div>
  )
}

/** The pictures of some pages, for browsers without script. */
function Pictures({ language, href, shown, view, page }: ViewerProps): Html {
  const t = words(language)
  const base = href(`${DOCUMENTS}/${shown.document.id}`)
  const version = `fassung=${shown.version.number}`
  if (view.original && view.pictures === 0)
    return <img class="viewer-picture" src={`${base}${parts.view}?${version}`} alt={t.viewer.page(1)} />
  if (view.isLocked) return <Muted>{t.locked}</Muted>
  if (view.pictures === 0)
    return <Muted>{view.pdf ? t.viewer.loading : view.isUnread ? t.reading : t.noViewHint}</Muted>
  const first = Math.floor((Math.min(page, view.pictures) - 1) / PICTURES_AT_ONCE) * PICTURES_AT_ONCE + 1
  const last = Math.min(view.pictures, first + PICTURES_AT_ONCE - 1)
  const pages = Array.from({ length: last - first + 1 }, (_, at) => first + at)
  const more = (to: number) => (
    <p>
      <a href={`${base}?${version}&seite=${to}`}>
        {t.pageSpan(to, Math.min(view.pictures, to + PICTURES_AT_ONCE - 1))}
      </a>
    </p>
  )
  return (
    <>
      {first > 1 && more(first - PICTURES_AT_ONCE)}
      {pages.map((number) => (
        <img
          class="viewer-picture"
          id={`seite-${number}`}
          src={`${base}${parts.picture}/${number}?${version}`}
          alt={t.viewer.page(number)}
          loading="lazy"
        />
      ))}
      {last < view.pictures && more(last + 1)}
    </>
  )
}
