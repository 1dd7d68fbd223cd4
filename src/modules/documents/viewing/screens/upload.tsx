import { EmptyState, type Html, PageHead, Panel, StaffPage } from '#platform/ui/index.ts'
import type { ArchiveRow } from '../panels.ts'
import { words } from '../texts.ts'
import type { Framed } from './document.tsx'

type UploadPageProps = Framed & { readonly archives: readonly ArchiveRow[]; readonly chosen: string | undefined }

/** Where files are dropped, chosen or photographed, to be sealed in this browser and filed. */
export function UploadPage({ frame, language, archives }: UploadPageProps): Html {
  const t = words(language).upload
  return (
    <StaffPage {...frame} title={t.title}>
      <PageHead title={t.title} />
      <Panel>{archives.length === 0 && <EmptyState title={t.none}>{t.noneHint}</EmptyState>}</Panel>
    </StaffPage>
  )
}
