import type { StaffFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  ChoiceGroup,
  ErrorSummary,
  Form,
  type Html,
  Link,
  Name,
  Notice,
  PageHead,
  Panel,
  Rows,
  Stack,
  StaffPage,
} from '#platform/ui/index.ts'
import { DOCUMENTS } from '../../viewing/paths.ts'
import type { Selected } from '../../working/actions/bulk.ts'
import { deviceExport, EXPORT } from '../paths.ts'
import { exchangeWords } from '../texts.ts'

export type ExportProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
  readonly organisation: string
  readonly archives: readonly {
    readonly id: string
    readonly name: string
    readonly documents: number
    readonly readable: boolean
  }[]
  /** Whether no archive was chosen. */
  readonly empty: boolean
  /** Only these documents, instead of archives. */
  readonly chosen: readonly Selected[] | undefined
}

/** Everything as files plus a table; and how to come here from elsewhere. Or of the documents that were chosen. */
export function ExportPage(props: ExportProps): Html {
  const { frame, language, href, organisation, archives, empty, chosen } = props
  const w = exchangeWords(language)
  if (chosen) return <ChosenPage {...props} chosen={chosen} />
  return (
    <StaffPage {...frame} title={w.title}>
      <PageHead title={w.title} lead={w.lead} />
      <Stack>
        <ErrorSummary language={language} errors={empty ? [{ field: 'archiv', message: w.choose }] : []} />
        <Panel title={w.archives}>
          {archives.length === 0 ? (
            <p class="muted">{w.none}</p>
          ) : (
            <Form action={href(EXPORT)}>
              <Notice language={language} tone="warning">
                {w.plain} {w.noted}
              </Notice>
              <ChoiceGroup
                language={language}
                name="archiv"
                label={w.archives}
                many
                required
                mark={false}
                value={empty ? [] : archives.map(({ id }) => id)}
                error={empty ? w.choose : undefined}
                options={archives.map(({ id, name, documents, readable }) => ({
                  value: id,
                  label: `${name} (${w.documents(documents)})`,
                  ...(readable ? {} : { hint: w.membersOnly }),
                }))}
              />
              <Actions>
                <Button>{w.take}</Button>
              </Actions>
            </Form>
          )}
        </Panel>
        {archives.some((one) => !one.readable) && (
          <Panel title={w.onDevice} lead={w.onDeviceLead}>
            <Rows
              rows={archives
                .filter((one) => !one.readable)
                .map(({ id, name }) => ({ main: <Link url={href(deviceExport(id))}>{name}</Link> }))}
            />
          </Panel>
        )}
        <Panel title={w.other}>
          <p>{w.otherLead}</p>
          <pre>
            <code>{`belegt import ORDNER --organisation ${organisation} --archive "${archives[0]?.name ?? 'Archiv'}"`}</code>
          </pre>
          <p>{w.otherAfter}</p>
        </Panel>
      </Stack>
    </StaffPage>
  )
}

function ChosenPage({
  frame,
  language,
  href,
  archives,
  chosen,
}: ExportProps & { readonly chosen: readonly Selected[] }): Html {
  const w = exchangeWords(language)
  const ids = chosen.map(({ id }) => id).join(',')
  const sealed = archives.filter((one) => !one.readable && chosen.some(({ archiveId }) => archiveId === one.id))
  return (
    <StaffPage {...frame} title={w.chosenTitle}>
      <PageHead title={w.chosenTitle} lead={w.chosenLead} actions={<Link url={href(DOCUMENTS)}>{w.back}</Link>} />
      <Panel title={w.documents(chosen.length)}>
        {chosen.length === 0 ? (
          <p class="muted">{w.chosenNone}</p>
        ) : (
          <Form action={href(EXPORT)} hidden={{ ids }}>
            <Rows rows={chosen.map(({ title }) => ({ main: <Name>{title}</Name> }))} />
            <Notice language={language} tone="warning">
              {w.plain} {w.noted}
            </Notice>
            <Actions>
              <Button>{w.take}</Button>
            </Actions>
          </Form>
        )}
        {sealed.length > 0 && (
          <>
            <p>{w.chosenOnDevice}</p>
            <Rows
              rows={sealed.map(({ id, name }) => ({
                main: <Link url={`${href(deviceExport(id))}?ids=${ids}`}>{name}</Link>,
              }))}
            />
          </>
        )}
      </Panel>
    </StaffPage>
  )
}
