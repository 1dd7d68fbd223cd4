import { format } from '#platform/text/format.ts'
import { languages } from '#platform/text/language.ts'
import {
  ActionForm,
  Button,
  ChoiceGroup,
  Columns,
  DataTable,
  Form,
  Link,
  Muted,
  Name,
  PageHead,
  Panel,
  Pill,
  SelectField,
  StaffPage,
  TextField,
  type Html,
} from '#platform/ui/index.ts'
import type { MemberLine } from '../actions/roster.ts'
import { membership } from '../data.ts'
import { roles, type Role } from '../roles.ts'
import { mayDecide } from '../rules/members.ts'
import { words, type Words } from '../texts.ts'
import { AccountNotice, Aside, fieldOf, FormProblems, valueOf, type Filled } from './form.tsx'
import { Done, type Staff } from './own.tsx'

const choices = (t: Words, actorRole: string, before?: Role) =>
  roles
    .filter((role) => mayDecide(actorRole, before, role))
    .map((role) => ({ value: role, label: t.roles[role], hint: t.roleHints[role] }))

export type MembersProps = Staff & {
  readonly members: readonly MemberLine[]
  readonly account: string
  readonly actorRole: string
  readonly filled: Filled
  readonly done: string | undefined
}

export function MembersPage(props: MembersProps): Html {
  const { frame, language, organisation, href, members, account, actorRole, filled, done } = props
  const t = words(language)
  const field = fieldOf(filled, language)
  const at = format(language, organisation.zone)
  return (
    <StaffPage {...frame} title={t.members.title} notices={<Done language={language} text={done} />}>
      <FormProblems language={language} filled={filled} />
      <PageHead title={t.members.title} lead={t.members.lead} />
      <Columns
        aside={
          <Panel title={t.members.invite} lead={t.members.inviteLead}>
            <Form action={href('/team/einrichtung/mitglieder')}>
              <TextField
                {...field('name', t.fields.name)}
                {...valueOf(filled)('name')}
                required
                mark={false}
                autocomplete="off"
              />
              <TextField
                {...field('mail', t.fields.mail)}
                {...valueOf(filled)('mail')}
                type="email"
                required
                mark={false}
                autocomplete="off"
              />
              <ChoiceGroup
                {...field('role', t.fields.role)}
                options={choices(t, actorRole)}
                value={filled.raw['role'] ?? 'desk'}
                required
                mark={false}
              />
              <SelectField
                {...field('language', t.fields.language)}
                options={languages.map((one) => ({ value: one, label: t.languages[one] }))}
                value={filled.raw['language'] ?? language}
                empty={false}
                mark={false}
              />
              <AccountNotice organisation={organisation} language={language} href={href} activities={[membership]} />
              <Button>{t.members.inviteButton}</Button>
            </Form>
          </Panel>
        }
      >
        <Panel>
          <DataTable
            caption={t.members.title}
            rows={members}
            columns={[
              {
                label: t.fields.name,
                header: true,
                cell: (member) => (
                  <>
                    <Name>{member.name}</Name> {member.account === account && <Pill>{t.members.you}</Pill>}{' '}
                    {member.invited && <Pill tone="warning">{t.members.invited}</Pill>}
                    <div>
                      <Muted>
                        <Name>{member.mail}</Name>
                      </Muted>
                    </div>
                  </>
                ),
              },
              { label: t.fields.role, cell: (member) => t.roles[member.role] },
              { label: t.members.joined, cell: (member) => at.shortDate(member.joined) },
              {
                label: t.members.action,
                quiet: true,
                cell: (member) => (
                  <Link
                    url={href(`/team/einrichtung/mitglieder/${member.id}`)}
                    label={`${t.members.change}: ${member.name}`}
                  >
                    {t.members.change}
                  </Link>
                ),
              },
            ]}
          />
          <p>
            <Muted>{t.members.noMains}</Muted>
          </p>
        </Panel>
      </Columns>
    </StaffPage>
  )
}

export type MemberProps = Staff & {
  readonly member: MemberLine
  readonly actorRole: string
}

export function MemberPage({ frame, language, href, member, actorRole }: MemberProps): Html {
  const all = words(language)
  const { members: t, fields, back } = all
  const path = `/team/einrichtung/mitglieder/${member.id}`
  const may = mayDecide(actorRole, member.role, undefined)
  return (
    <StaffPage {...frame} title={member.name}>
      <PageHead title={<Name>{member.name}</Name>} lead={<Name>{member.mail}</Name>} />
      {!may && <p>{t.noMains}</p>}
      {may && (
        <Columns
          aside={
            <Panel title={t.removeTitle(member.name)} lead={t.removeLead}>
              <ActionForm action={href(`${path}/entfernen`)} kind="danger">
                {t.removeButton}
              </ActionForm>
            </Panel>
          }
        >
          <Panel title={t.changeTitle(member.name)}>
            <Form action={href(path)}>
              <ChoiceGroup
                language={language}
                name="role"
                label={fields.role}
                options={choices(all, actorRole, member.role)}
                value={member.role}
                required
                mark={false}
              />
              <Button>{t.changeButton}</Button>
            </Form>
          </Panel>
          {member.invited && (
            <Panel>
              <ActionForm action={href(`${path}/einladung`)}>{t.resend}</ActionForm>
            </Panel>
          )}
        </Columns>
      )}
      <Aside url={href('/team/einrichtung/mitglieder')}>{back}</Aside>
    </StaffPage>
  )
}
