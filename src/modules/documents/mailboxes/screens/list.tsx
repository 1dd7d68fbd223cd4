import type { StaffFrame } from '#platform/http/frame.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Actions,
  Button,
  ButtonLink,
  type Choice,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  type Html,
  Link,
  Notice,
  PageHead,
  Panel,
  Pill,
  SelectField,
  Stack,
  StaffPage,
  TextField,
} from '#platform/ui/index.ts'
import type { LocalSetUp } from '../local-set-up.ts'
import { paths } from '../paths.ts'
import type { SetUp } from '../set-up.ts'
import { mailboxWords } from '../texts.ts'
import { errorsOf } from './fields.ts'

export type ListProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly mailboxes: readonly SetUp[]
  /** Whether whoever runs the mailboxes stands in the register. */
  readonly allowed: boolean
  /** Undefined where the installation watches no folder. */
  readonly local:
    | { readonly folders: readonly LocalSetUp[]; readonly days: number; readonly pathOf: (name: string) => string }
    | undefined
  readonly archives: readonly Choice[]
  readonly entered: Raw
  readonly problems: Problems
  readonly done: 'gespeichert' | 'entfernt' | undefined
}

/** The mailboxes and watched folders of an organisation. */
export function MailboxesPage(props: ListProps): Html {
  const { frame, language, href, done } = props
  const w = mailboxWords(language)
  return (
    <StaffPage
      {...frame}
      title={w.title}
      notices={
        done && (
          <Notice language={language} tone="success" role="status">
            {w.done[done]}
          </Notice>
        )
      }
    >
      <PageHead title={w.title} lead={w.lead} />
      <Stack>
        <ErrorSummary language={language} errors={errorsOf(props, { name: w.localName })} />
        <Panel title={w.mailboxes}>
          <DataTable
            caption={w.mailboxes}
            columns={[
              {
                label: w.name,
                header: true,
                cell: (row) => <Link url={href(paths.mailbox(row.id))}>{row.name}</Link>,
              },
              { label: w.server, cell: (row) => `${row.username} · ${row.host}` },
              {
                label: w.state,
                cell: (row) => <MailboxState mailbox={row} language={language} allowed={props.allowed} />,
              },
            ]}
            rows={props.mailboxes}
            empty={
              <EmptyState title={w.none}>
                <p>{w.noneHint}</p>
              </EmptyState>
            }
          />
          <Actions>
            <ButtonLink url={href(paths.newMailbox)}>{w.add}</ButtonLink>
            {props.mailboxes.length > 0 && (
              <ButtonLink url={href(paths.choose)} kind="secondary">
                {w.chooseTitle}
              </ButtonLink>
            )}
          </Actions>
        </Panel>
        <LocalPanel {...props} />
      </Stack>
    </StaffPage>
  )
}

export function MailboxState({
  mailbox,
  language,
  allowed,
}: {
  readonly mailbox: SetUp
  readonly language: Language
  readonly allowed: boolean
}): Html {
  const w = mailboxWords(language)
  const on = mailbox.active && allowed
  return <Pill tone={on ? 'success' : 'info'}>{on ? w.states.on : w.states.off}</Pill>
}

function LocalPanel({ language, href, zone, local, archives, entered, problems }: ListProps): Html {
  const w = mailboxWords(language)
  const f = format(language, zone)
  if (!local)
    return (
      <Panel title={w.local}>
        <p class="muted">{w.localOff}</p>
      </Panel>
    )
  const names = new Map(archives.map(({ value, label }) => [value, label]))
  const errorAt = (name: string) =>
    problems[name] === undefined ? undefined : (w.fields[problems[name]] ?? problems[name])
  return (
    <Panel title={w.local}>
      <p>{w.localLead(local.days)}</p>
      <DataTable
        caption={w.local}
        columns={[
          { label: w.localPath, header: true, cell: (row) => <code>{local.pathOf(row.name)}</code> },
          { label: w.archive, cell: (row) => names.get(row.archive_id) ?? '–' },
          {
            label: w.lastRead,
            cell: (row) => (
              <>
                {row.checked_at ? f.dateTime(row.checked_at) : w.neverRead}
                {row.problem !== '' && <p class="field-error">{w.localProblems[row.problem] ?? row.problem}</p>}
                {row.failed > 0 && <p class="field-error">{w.localFailed(row.failed)}</p>}
              </>
            ),
          },
          {
            label: w.action,
            quiet: true,
            cell: (row) => (
              <ActionForm
                action={href(paths.removeLocalFolder(row.id))}
                kind="tertiary"
                label={`${w.remove}: ${row.name}`}
              >
                {w.remove}
              </ActionForm>
            ),
          },
        ]}
        rows={local.folders}
        empty={
          <EmptyState title={w.localNone}>
            <p>{w.localNoneHint}</p>
          </EmptyState>
        }
      />
      {archives.length === 0 ? (
        <p class="muted">{w.noArchive}</p>
      ) : (
        <Form action={href(paths.localFolders)}>
          <TextField
            language={language}
            name="name"
            label={w.localName}
            hint={w.localNameHint}
            value={entered['name']}
            error={errorAt('name')}
            maxlength={60}
            autocomplete="off"
            required
          />
          <SelectField
            language={language}
            name="archiv"
            label={w.archive}
            options={archives}
            value={entered['archiv']}
            error={errorAt('archiv')}
            required
          />
          <Actions>
            <Button kind="secondary">{w.addLocal}</Button>
          </Actions>
        </Form>
      )}
    </Panel>
  )
}
