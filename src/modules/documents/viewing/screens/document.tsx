import type { StaffFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import {
  type Children,
  Columns,
  EmptyState,
  type Html,
  Link,
  Name,
  Notice,
  PageHead,
  Panel,
  Stack,
  StaffPage,
  Tabs,
} from '#platform/ui/index.ts'
import { documentPage, DOCUMENTS, parts } from '../paths.ts'
import { type DocumentTab, documentTabs, type ShownDocument } from '../panels.ts'
import { redactionWords } from '../redaction/texts.ts'
import { words } from '../texts.ts'
import type { View } from '../view.ts'

export type Framed = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
}

type DocumentPageProps = Framed & {
  readonly shown: ShownDocument
  readonly tab: DocumentTab
  /** What the page is about: the viewer, or what a tab brings of its own. */
  readonly main?: Children | undefined
  readonly panels: Html[]
  readonly notices?: Children | undefined
}

/** A document: on its first tab the viewer with panels beside it, on the others panels only. */
export function DocumentPage(props: DocumentPageProps): Html {
  const { frame, language, href, shown, tab, main, panels, notices } = props
  const t = words(language)
  const title = shown.title || t.untitled
  return (
    <StaffPage {...frame} title={title} notices={notices}>
      <PageHead title={<Name>{title}</Name>} actions={<Ways {...props} />} />
      <Tabs
        label={t.tabs.label}
        tabs={documentTabs.map((one) => ({
          label: t.tabs[one],
          url: href(documentPage(shown.document.id, one)),
          current: one === tab,
        }))}
      />
      {tab === 'document' ? (
        <Columns aside={<>{panels}</>}>{main}</Columns>
      ) : (
        <Stack>
          {main}
          {panels}
          {!main && panels.length === 0 && (
            <Panel>
              <EmptyState title={t.nothingHere}>{t.nothingHereHint}</EmptyState>
            </Panel>
          )}
        </Stack>
      )}
    </StaffPage>
  )
}

/** Where one can go from a document. */
function Ways({ language, href, shown }: DocumentPageProps): Html {
  const t = words(language)
  const page = href(documentPage(shown.document.id))
  const version = `?fassung=${shown.version.number}`
  return (
    <>
      {shown.archive.mode === 'readable' && (
        <>
          <Link url={`${page}${parts.text}${version}`}>{t.asText}</Link>
          <Link url={`${page}${parts.original}${version}`}>{t.download}</Link>
        </>
      )}
      <Link url={href(DOCUMENTS)}>{t.back}</Link>
    </>
  )
}

/** What one should know before looking: an older version, not read yet, not readable, what was just done. */
export function DocumentNotices(props: {
  readonly language: Language
  readonly href: (path: string) => string
  readonly shown: ShownDocument
  readonly view: View
  readonly ok: string | undefined
}): Html {
  const { language, href, shown, view, ok } = props
  const { document, version } = shown
  const t = words(language)
  const said: Readonly<Record<string, string>> = {
    notiz: t.notes.saved,
    entfernt: t.notes.removed,
    geschwaerzt: redactionWords(language).saved,
    abgelegt: t.upload.filed,
  }
  return (
    <>
      {said[ok ?? ''] && <Notice language={language} tone="success" role="status" title={said[ok ?? '']} />}
      {version.number !== document.current && (
        <Notice language={language} tone="warning" title={t.older(version.number)}>
          <Link url={href(documentPage(document.id))}>{t.newest}</Link>
        </Notice>
      )}
      {view.isUnread && (
        <Notice language={language} tone="info" title={t.reading}>
          {t.readingHint}
        </Notice>
      )}
      {!view.isLocked && version.stage === 'unreadable' && !view.pdf && !view.original && (
        <Notice language={language} tone="warning" title={t.unreadable}>
          {t.unreadableHint}
        </Notice>
      )}
    </>
  )
}
