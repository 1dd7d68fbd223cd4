import type { StaffFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  ChoiceGroup,
  ErrorSummary,
  Form,
  type Html,
  Notice,
  PageHead,
  Panel,
  Stack,
  StaffPage,
} from '#platform/ui/index.ts'
import { EXPORT } from '../paths.ts'
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
}

/** Everything as files plus a table; and how to come here from elsewhere. */
export function ExportPage({ frame, language, href, organisation, archives, empty }: ExportProps): Html {
  const w = exchangeWords(language)
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
                value={archives.map(({ id }) => id)}
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
