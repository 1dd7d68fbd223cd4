import type { StaffFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  Actions,
  Button,
  type Choice,
  ChoiceGroup,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  type Html,
  Link,
  Notice,
  PageHead,
  Panel,
  SelectField,
  Stack,
  StaffPage,
  TextField,
} from '#platform/ui/index.ts'
import { AFTERWARDS, KEEPS } from '../data.ts'
import { paths } from '../paths.ts'
import type { Tried } from '../server-folders.ts'
import type { FolderSetUp, SetUp } from '../set-up.ts'
import { mailboxWords } from '../texts.ts'
import { ConnectionPanel, type ConnectionProps } from './connection.tsx'
import { errorsOf, fieldsOf } from './fields.ts'
import { MailKeyPanel } from './mail-key.tsx'

export type MailboxProps = ConnectionProps & {
  readonly frame: StaffFrame
  readonly zone: string
  readonly folders: readonly FolderSetUp[]
  readonly archives: readonly Choice[]
  /** Of the key for encrypted mails. */
  readonly fingerprint: string | undefined
  /** What trying it out said. */
  readonly outcome: Tried | { readonly problem: 'not-allowed' } | undefined
  readonly done: 'gespeichert' | 'entfernt' | undefined
}

/** One mailbox: how we get in, and which of its folders documents come from. */
export function MailboxPage(props: MailboxProps): Html {
  const { frame, language, href, mailbox, outcome, done } = props
  const w = mailboxWords(language)
  const title = mailbox?.name ?? w.newTitle
  return (
    <StaffPage
      {...frame}
      title={title}
      notices={
        done && (
          <Notice language={language} tone="success" role="status">
            {w.done[done]}
          </Notice>
        )
      }
    >
      <PageHead title={title} />
      <Stack>
        <p>
          <Link url={href(paths.list)}>{w.back}</Link>
        </p>
        <ErrorSummary language={language} errors={errorsOf(props)} />
        {!props.allowed && (
          <Notice language={language} tone="warning" title={w.entryMissing}>
            {w.entryHint} <Link url={href('/team/datenschutz/auftragsverarbeiter')}>{w.toRegister}</Link>
          </Notice>
        )}
        {outcome && (
          <Notice language={language} tone={'folders' in outcome ? 'success' : 'warning'} role="status">
            {'folders' in outcome
              ? w.works(outcome.folders)
              : (w.problems[outcome.problem] ?? w.problems['connection'])}
          </Notice>
        )}
        <ConnectionPanel {...props} />
        {mailbox && <FoldersPanel {...props} mailbox={mailbox} />}
        {mailbox && <MailKeyPanel {...props} mailbox={mailbox} />}
        {mailbox && (
          <Panel title={w.removeMailbox}>
            <p>{w.removeHint}</p>
            <ActionForm action={href(paths.removeMailbox(mailbox.id))} kind="danger">
              {w.removeMailbox}
            </ActionForm>
          </Panel>
        )}
      </Stack>
    </StaffPage>
  )
}

function FoldersPanel(props: MailboxProps & { readonly mailbox: SetUp }): Html {
  const { language, href, zone, mailbox, folders, archives } = props
  const w = mailboxWords(language)
  const f = format(language, zone)
  const field = fieldsOf(props)
  const names = new Map(archives.map(({ value, label }) => [value, label]))
  const choices = (values: readonly string[], labels: Readonly<Record<string, string>>): Choice[] =>
    values.map((value) => ({ value, label: labels[value] ?? value }))
  return (
    <Panel title={w.folders}>
      <p>{w.foldersLead}</p>
      <DataTable
        caption={w.folders}
        columns={[
          {
            label: w.path,
            header: true,
            cell: (row) => (
              <>
                {row.path}
                <br />
                <Link url={href(paths.chooseFrom(row.archive_id, row.id))}>{w.choose}</Link>
              </>
            ),
          },
          { label: w.archive, cell: (row) => names.get(row.archive_id) ?? '–' },
          {
            label: w.how,
            cell: (row) => `${w.hows[row.automatic ? 'automatic' : 'manual'] ?? ''}: ${w.keepsOf[row.keeps] ?? ''}`,
          },
          {
            label: w.lastRead,
            cell: (row) => (
              <>
                {row.checked_at ? f.dateTime(row.checked_at) : w.neverRead}
                {row.problem !== '' && <p class="field-error">{w.problems[row.problem] ?? row.problem}</p>}
              </>
            ),
          },
          {
            label: w.action,
            quiet: true,
            cell: (row) => (
              <ActionForm
                action={href(paths.removeFolder(mailbox.id, row.id))}
                kind="tertiary"
                label={`${w.remove}: ${row.path}`}
              >
                {w.remove}
              </ActionForm>
            ),
          },
        ]}
        rows={folders}
        empty={
          <EmptyState title={w.foldersNone}>
            <p>{w.foldersNoneHint}</p>
          </EmptyState>
        }
      />
      {archives.length === 0 ? (
        <p class="muted">{w.noArchive}</p>
      ) : (
        <Form action={href(paths.folders(mailbox.id))}>
          <TextField
            {...field('ordner', folders.length === 0 ? 'Belegt' : '')}
            label={w.path}
            hint={w.pathHint}
            maxlength={200}
            autocomplete="off"
            required
          />
          <SelectField
            {...field('archiv', archives[0]?.value ?? '')}
            label={w.archive}
            hint={w.archiveHint}
            options={archives}
            required
          />
          <ChoiceGroup
            {...field('wie', 'automatic')}
            label={w.how}
            options={choices(['automatic', 'manual'], w.hows)}
            required
          />
          <ChoiceGroup {...field('was', 'both')} label={w.keeps} options={choices(KEEPS, w.keepsOf)} required />
          <ChoiceGroup
            {...field('danach', 'move')}
            label={w.afterwards}
            options={choices(AFTERWARDS, w.afterwardsOf)}
            required
          />
          <Actions>
            <Button kind="secondary">{w.addFolder}</Button>
          </Actions>
        </Form>
      )}
    </Panel>
  )
}
