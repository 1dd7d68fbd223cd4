import {
  Actions,
  Button,
  Details,
  EmptyState,
  ErrorSummary,
  Form,
  type Html,
  Muted,
  Name,
  Notice,
  PageHead,
  Panel,
  SelectField,
  Stack,
  StaffPage,
  TextField,
} from '#platform/ui/index.ts'
import type { ArchiveRow } from '../panels.ts'
import { DOCUMENTS, UPLOAD } from '../paths.ts'
import { words } from '../texts.ts'
import { Camera } from './camera.tsx'
import type { Framed } from './document.tsx'

export type UploadPageProps = Framed & {
  readonly archives: readonly ArchiveRow[]
  readonly chosen: string | undefined
  /** The document that gets a new version. */
  readonly document: { readonly id: string; readonly title: string } | undefined
  readonly worker: string
  readonly problems: Readonly<Record<string, string>>
  /** Makes what is filed into archives that no server reads found by its words. */
  readonly reading: Html | undefined
}

/** Where files are dropped, chosen or photographed, to be sealed in this browser and filed. */
export function UploadPage(props: UploadPageProps): Html {
  const { frame, language, archives, document, problems } = props
  const t = words(language).upload
  const title = document ? t.titleVersion(document.title || words(language).untitled) : t.title
  const errors = Object.entries(problems).map(([field, message]) => ({ field, message }))
  return (
    <StaffPage {...frame} title={title}>
      <ErrorSummary language={language} errors={errors} />
      <PageHead title={<Name>{title}</Name>} lead={t.lead} />
      {archives.length === 0 ? (
        <Panel>
          <EmptyState title={t.none}>{t.noneHint}</EmptyState>
        </Panel>
      ) : (
        <Stack>
          <Sender {...props} />
          {props.reading}
          <Plain {...props} />
        </Stack>
      )}
    </StaffPage>
  )
}

function ArchiveField({ language, archives, chosen, problems, name }: UploadPageProps & { name: string }): Html {
  const t = words(language).upload
  return (
    <SelectField
      language={language}
      name={name}
      label={t.archive}
      mark={false}
      {...(archives.length === 1 || chosen ? { empty: false as const } : {})}
      value={chosen ?? (archives.length === 1 ? archives[0]?.id : undefined)}
      options={archives.map(({ id, name: label }) => ({ value: id, label }))}
      {...(problems[name] ? { error: problems[name] } : {})}
    />
  )
}

/** Seals in this browser; shown once there is a script that does. */
function Sender(props: UploadPageProps): Html {
  const { language, href, document, worker, archives, chosen } = props
  const t = words(language).upload
  const many = document === undefined
  return (
    <belegt-upload
      class="upload"
      hidden
      data-base={href('').replace(/\/$/, '')}
      data-documents={href(DOCUMENTS)}
      data-archive={archives.length === 1 ? archives[0]?.id : chosen}
      data-document={document?.id}
      data-worker={worker}
      data-say={JSON.stringify(t.say)}
    >
      <Panel>
        {archives.length > 1 && many && <ArchiveField {...props} name="ziel" />}
        <div class="upload-drop">
          <p class="empty-title">{many ? t.drop : t.dropOne}</p>
          <p class="muted">{t.or}</p>
          <Actions>
            <Button type="button" name="act" value="files">
              {many ? t.choose : t.chooseOne}
            </Button>
            {many && (
              <Button type="button" kind="secondary" name="act" value="folder">
                {t.folder}
              </Button>
            )}
            <Button type="button" kind="secondary" name="act" value="camera">
              {t.photo}
            </Button>
          </Actions>
          {many && archives.some(({ mode }) => mode === 'client-only') && <Muted>{t.packed}</Muted>}
          <input type="file" class="upload-files" multiple={many} hidden tabindex={-1} aria-hidden="true" />
          {many && (
            <input type="file" class="upload-folder" webkitdirectory multiple hidden tabindex={-1} aria-hidden="true" />
          )}
        </div>
      </Panel>
      <Camera language={language} />
      <section class="panel upload-list" hidden aria-label={t.list}>
        <p class="upload-summary" role="status" />
        <ul class="rows" />
      </section>
    </belegt-upload>
  )
}

/** The form's twin: the server seals. */
function Plain(props: UploadPageProps): Html {
  const { language, href, document, problems, archives } = props
  const t = words(language).upload
  const readable = archives.filter(({ mode }) => mode === 'readable')
  return (
    <Details summary={t.plainTitle} panel open={Object.keys(problems).length > 0}>
      <Notice language={language} tone="info">
        {readable.length > 0 ? t.plain : t.membersOnly}
      </Notice>
      {readable.length > 0 && (
        <Form action={href(UPLOAD)} files hidden={document ? { unterlage: document.id } : {}} label={t.plainTitle}>
          <ArchiveField {...props} archives={readable} name="archiv" />
          <TextField
            language={language}
            name="datei"
            label={t.file}
            type="file"
            mark={false}
            {...(problems['datei'] ? { error: problems['datei'] } : {})}
          />
          <Button kind="secondary">{t.send}</Button>
        </Form>
      )}
    </Details>
  )
}
