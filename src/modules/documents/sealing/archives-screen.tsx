import type { StaffFrame } from '#platform/http/frame.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import { base64url } from '#platform/sealing/bytes.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Button,
  ButtonLink,
  CheckField,
  DataTable,
  EmptyState,
  ErrorSummary,
  FieldSet,
  Form,
  type Html,
  Link,
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
import { namedErrors } from '../named-errors.ts'
import type { MemberKeyRow } from './data.ts'
import type { KeyedMember, SealedArchive } from './members.ts'
import { NeedsScript, ownKeyJson, PassphraseField } from './passphrase-fields.tsx'
import { MEMBER_KEY, SEALED_ARCHIVES, sealedList } from './paths.ts'
import { sealingWords } from './texts.ts'

export type ArchivesProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly organisation: string
  readonly member: string
  readonly own: MemberKeyRow | undefined
  readonly members: readonly KeyedMember[]
  readonly archives: readonly SealedArchive[]
  readonly entered: Raw
  readonly problems: Problems
  readonly done: 'angelegt' | 'aufgenommen' | 'entfernt' | undefined
}

/** Archives that only members' devices open, who they are, and a form for one more. */
export function SealedArchivesPage(props: ArchivesProps): Html {
  const { language, href, own, archives, problems, done } = props
  const w = sealingWords(language).sealed
  const notice = done && (
    <Notice language={language} tone="success" role="status">
      {w.done[done]}
    </Notice>
  )
  const errors = namedErrors(problems, { name: w.name, memberId: w.member }, (code) => w.errors[code] ?? code)
  return (
    <StaffPage {...props.frame} title={w.title} notices={notice}>
      <PageHead title={w.title} lead={w.lead} />
      <Stack>
        <ErrorSummary language={language} errors={errors} />
        <Notice language={language} tone="info">
          {w.meaning}
        </Notice>
        {archives.length === 0 && (
          <EmptyState title={w.none}>
            <p>{own ? w.noneHint : w.needKey}</p>
          </EmptyState>
        )}
        {archives.map((archive) => (
          <Archive {...props} archive={archive} />
        ))}
        {own ? (
          <NewArchive {...props} />
        ) : (
          <Panel title={w.newHeading} lead={w.needKey}>
            <ButtonLink url={href(MEMBER_KEY)}>{w.toKey}</ButtonLink>
          </Panel>
        )}
      </Stack>
    </StaffPage>
  )
}

/** What the island knows without asking. */
const island = ({ organisation, member, own, language }: ArchivesProps) => ({
  'data-organisation': organisation,
  'data-member': member,
  'data-own': ownKeyJson(own),
  'data-say': JSON.stringify(sealingWords(language).own.say),
})

function Archive(props: ArchivesProps & { readonly archive: SealedArchive }): Html {
  const { language, zone, href, archive, members } = props
  const w = sealingWords(language).sealed
  const f = format(language, zone)
  const rows = archive.members.map(({ id, addedAt }) => ({ id, addedAt, known: members.find((one) => one.id === id) }))
  const nameOf = (row: (typeof rows)[number]) => row.known?.name ?? '–'
  return (
    <Panel title={archive.name} id={`archiv-${archive.id}`}>
      <Stack>
        <DataTable
          caption={`${archive.name}: ${w.members}`}
          columns={[
            { label: w.member, header: true, cell: (row) => <Name>{nameOf(row)}</Name> },
            {
              label: sealingWords(language).own.fingerprint,
              cell: (row) => <code>{row.known?.fingerprint ?? '–'}</code>,
            },
            { label: w.since, cell: (row) => f.date(row.addedAt) },
            {
              label: w.remove,
              cell: (row) => (
                <ActionForm
                  action={href(`${SEALED_ARCHIVES}/${archive.id}/mitglieder/${row.id}/entfernen`)}
                  kind="danger"
                  label={w.removeOf(nameOf(row))}
                >
                  {w.remove}
                </ActionForm>
              ),
            },
          ]}
          rows={rows}
          empty={<p>–</p>}
        />
        {archive.ownShare && <Link url={href(sealedList(archive.id))}>{sealingWords(language).list.open}</Link>}
        {archive.ownShare ? <AddMember {...props} share={archive.ownShare} /> : <Muted>{w.notYours}</Muted>}
      </Stack>
    </Panel>
  )
}

type AddProps = ArchivesProps & { readonly archive: SealedArchive; readonly share: Buffer }

function AddMember(props: AddProps): Html {
  const { language, href, archive, members, share } = props
  const w = sealingWords(language).sealed
  const others = members.filter(({ id }) => !archive.members.some((one) => one.id === id))
  if (others.length === 0) return <Muted>{w.nobodyLeft}</Muted>
  const keys = Object.fromEntries(others.map(({ id, publicKey }) => [id, base64url(publicKey)]))
  return (
    <sealed-archive
      class="stack"
      {...island(props)}
      data-act="add"
      data-archive={base64url(archive.publicKey)}
      data-share={base64url(share)}
      data-keys={JSON.stringify(keys)}
    >
      <FieldSet legend={w.addHeading} hint={w.addLead}>
        <Form action={href(`${SEALED_ARCHIVES}/${archive.id}/mitglieder`)}>
          <SelectField
            language={language}
            name="memberId"
            id={`mitglied-${archive.id}`}
            label={w.member}
            options={others.map(({ id, name, fingerprint }) => ({ value: id, label: `${name} (${fingerprint})` }))}
            mark={false}
          />
          <input type="hidden" name="box" value="" />
          <PassphraseField
            language={language}
            id={`aufnahme-${archive.id}-passphrase`}
            label={sealingWords(language).own.passphrase}
          />
          <div>
            <Button kind="secondary">{w.add}</Button>
          </div>
        </Form>
      </FieldSet>
      <NeedsScript language={language} />
    </sealed-archive>
  )
}

function NewArchive(props: ArchivesProps): Html {
  const { language, href, members, member, entered, problems } = props
  const w = sealingWords(language).sealed
  const others = members.filter(({ id }) => id !== member)
  const code = problems['name']
  return (
    <Panel title={w.newHeading}>
      <sealed-archive
        class="stack"
        {...island(props)}
        data-act="new"
        data-keys={JSON.stringify(Object.fromEntries(members.map(({ id, publicKey }) => [id, base64url(publicKey)])))}
      >
        <Form action={href(SEALED_ARCHIVES)}>
          <TextField
            language={language}
            name="name"
            label={w.name}
            value={entered['name']}
            error={code && (w.errors[code] ?? code)}
            maxlength={120}
            required
          />
          <input type="hidden" name="publicKey" value="" />
          <input type="hidden" name="shares" value="" />
          {others.length > 0 && (
            <FieldSet legend={w.alsoMembers}>
              {others.map(({ id, name, fingerprint }) => (
                <CheckField
                  language={language}
                  name=""
                  id={`mit-${id}`}
                  value={id}
                  label={`${name} (${fingerprint})`}
                  mark={false}
                />
              ))}
            </FieldSet>
          )}
          <div>
            <Button>{w.create}</Button>
          </div>
        </Form>
        <NeedsScript language={language} />
      </sealed-archive>
    </Panel>
  )
}
