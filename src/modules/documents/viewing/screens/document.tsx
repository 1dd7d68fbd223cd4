import type { StaffFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import {
  type Children,
  Columns,
  EmptyState,
  type Html,
  Link,
  Name,
  PageHead,
  Panel,
  Stack,
  StaffPage,
  Tabs,
} from '#platform/ui/index.ts'
import { documentPage, DOCUMENTS } from '../paths.ts'
import { type DocumentTab, documentTabs, type ShownDocument } from '../panels.ts'
import { words } from '../texts.ts'

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
      <PageHead title={<Name lines>{title}</Name>} actions={<Link url={href(DOCUMENTS)}>{t.back}</Link>} />
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
