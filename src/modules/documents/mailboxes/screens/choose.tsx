import type { StaffFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  CheckField,
  DataTable,
  EmptyState,
  Form,
  type Html,
  Link,
  Name,
  Notice,
  PageHead,
  Panel,
  Stack,
  StaffPage,
} from '#platform/ui/index.ts'
import type { Shown } from '../choose.ts'
import { paths } from '../paths.ts'
import type { Sitting } from '../read-folder.ts'
import type { FolderSetUp } from '../set-up.ts'
import { mailboxWords } from '../texts.ts'

type Common = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
}

export type FoldersProps = Common & {
  readonly folders: readonly (FolderSetUp & { readonly mailbox: string; readonly archive: string })[]
}

/** The folders that mails can be taken over from by hand. */
export function FoldersPage({ frame, language, href, folders }: FoldersProps): Html {
  const w = mailboxWords(language)
  return (
    <StaffPage {...frame} title={w.chooseTitle}>
      <PageHead title={w.chooseTitle} lead={w.chooseLead} />
      <Panel>
        <DataTable
          caption={w.chooseTitle}
          columns={[
            {
              label: w.path,
              header: true,
              cell: (row) => <Link url={href(paths.chooseFrom(row.archive_id, row.id))}>{row.path}</Link>,
            },
            { label: w.mailbox, cell: (row) => row.mailbox },
            { label: w.archive, cell: (row) => row.archive },
            { label: w.how, cell: (row) => w.hows[row.automatic ? 'automatic' : 'manual'] ?? '' },
          ]}
          rows={folders}
          empty={
            <EmptyState title={w.chooseNone}>
              <p>{w.chooseNoneHint}</p>
            </EmptyState>
          }
        />
      </Panel>
    </StaffPage>
  )
}

export type ChooseProps = Common & {
  readonly zone: string
  readonly folder: FolderSetUp
  readonly archive: string
  readonly shown: Shown
  /** What became of those chosen before. */
  readonly sitting: Partial<Sitting>
}

/** The mails of a folder, to choose from. Nothing of them is stored before they are chosen. */
export function ChoosePage({ frame, language, href, zone, folder, archive, shown, sitting }: ChooseProps): Html {
  const w = mailboxWords(language)
  const f = format(language, zone)
  const told = [
    sitting.taken ? w.taken(sitting.taken) : '',
    sitting.known ? w.known(sitting.known) : '',
    sitting.refused ? w.refused(sitting.refused) : '',
    sitting.failed ? w.failed(sitting.failed) : '',
  ].filter(Boolean)
  return (
    <StaffPage
      {...frame}
      title={w.chooseTitle}
      notices={
        told.length > 0 && (
          <Notice language={language} tone={sitting.refused || sitting.failed ? 'warning' : 'success'} role="status">
            {told.join(' ')}
          </Notice>
        )
      }
    >
      <PageHead title={w.chooseTitle} lead={`${folder.path} → ${archive}`} />
      {shown.mails.length === 0 ? (
        <Panel>
          <EmptyState title={w.empty}>
            <p>{w.emptyHint}</p>
          </EmptyState>
        </Panel>
      ) : (
        <Stack>
          {shown.total > shown.mails.length && <p class="muted">{w.more(shown.mails.length, shown.total)}</p>}
          <Form action={href(paths.chooseFrom(folder.archive_id, folder.id))} hidden={{ zaehlung: shown.validity }}>
            <Panel title={w.choose}>
              <DataTable
                caption={w.choose}
                columns={[
                  {
                    label: w.subject,
                    header: true,
                    cell: (row) => (
                      <CheckField
                        language={language}
                        id={`mail-${row.uid}`}
                        name="mail"
                        value={String(row.uid)}
                        label={row.subject || w.noSubject}
                        mark={false}
                      />
                    ),
                  },
                  { label: w.from, cell: (row) => <Name>{row.from}</Name> },
                  { label: w.when, cell: (row) => (row.at ? f.dateTime(row.at) : '–') },
                  {
                    label: w.enclosed,
                    cell: (row) => (row.enclosed.length === 0 ? '–' : <Name>{row.enclosed.join(', ')}</Name>),
                  },
                ]}
                rows={shown.mails}
              />
            </Panel>
            <Actions>
              <Button>{w.take}</Button>
              <Button kind="secondary" name="alle" value={shown.mails.map(({ uid }) => uid).join(',')}>
                {w.takeAll}
              </Button>
            </Actions>
          </Form>
        </Stack>
      )}
    </StaffPage>
  )
}
