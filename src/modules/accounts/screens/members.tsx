import { format } from '#platform/text/format.ts'
import { languages } from '#platform/text/language.ts'
import {
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
  Stack,
  StaffPage,
  TextField,
  type Html,
} from '#platform/ui/index.ts'
import type { MemberLine } from '../actions/roster.ts'
import { membership } from '../data.ts'
import type { InvitationLine } from '../life/invitations.ts'
import type { JoinCode, RequestLine } from '../life/join-code.ts'
import { rightName, type Place } from '../life/names.ts'
import { CodePanel, InvitationsPanel, RequestsPanel } from '../life/screens/coming-in.tsx'
import { lifeWords } from '../life/texts.ts'
import { placedRoles, roles, type Role } from '../roles.ts'
import { mayDecide } from '../rules/members.ts'
import { words, type Words } from '../texts.ts'
import { AccountNotice, fieldOf, FormProblems, valueOf, type Filled } from './form.tsx'
import { Done, type Staff } from './own.tsx'

/** The roles that who acts may give; rights at a place need a place. */
export const roleChoices = (t: Words, actorRole: string, places: readonly Place[], before?: Role) =>
  roles
    .filter((role) => mayDecide(actorRole, before, role))
    .filter((role) => role !== 'by-place' || places.length > 0 || before === 'by-place')
    .map((role) => ({ value: role, label: t.roles[role], hint: t.roleHints[role] }))

export type MembersProps = Staff & {
  readonly members: readonly MemberLine[]
  readonly invitations: readonly InvitationLine[]
  readonly requests: readonly RequestLine[]
  readonly code: JoinCode
  readonly joinUrl: string
  readonly places: readonly Place[]
  readonly account: string
  readonly actorRole: string
  readonly filled: Filled
  readonly done: string | undefined
}

export function MembersPage(props: MembersProps): Html {
  const { frame, language, organisation, href, members, account, filled, done, places } = props
  const t = words(language)
  const at = format(language, organisation.zone)
  return (
    <StaffPage {...frame} title={t.members.title} notices={<Done language={language} text={done} />}>
      <FormProblems language={language} filled={filled} />
      <PageHead title={t.members.title} lead={t.members.lead} />
      <Columns
        aside={
          <Stack>
            <InvitePanel {...props} />
            <CodePanel {...props} />
          </Stack>
        }
      >
        <RequestsPanel {...props} choices={roleChoices(t, props.actorRole, [])} />
        <Panel
          title={t.members.title}
          level={2}
          aside={<Link url={href('/team/einrichtung/rechte')}>{lifeWords(language).members.matrix}</Link>}
        >
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
                        <Name>{member.mail}</Name> · {t.members.joined.toLowerCase()} {at.shortDate(member.joined)}
                      </Muted>
                    </div>
                  </>
                ),
              },
              {
                label: t.fields.role,
                cell: (member) => (
                  <div>
                    {t.roles[member.role]}
                    {member.further.map((right) => (
                      <div>
                        <Muted>{rightName(language, right, places)}</Muted>
                      </div>
                    ))}
                  </div>
                ),
              },
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
        <InvitationsPanel {...props} />
      </Columns>
    </StaffPage>
  )
}

function InvitePanel({ language, organisation, href, actorRole, filled, places }: MembersProps): Html {
  const t = words(language)
  const life = lifeWords(language).members
  const field = fieldOf(filled, language)
  const value = valueOf(filled)
  return (
    <Panel title={t.members.invite} lead={life.inviteLead}>
      <Form action={href('/team/einrichtung/mitglieder')}>
        <TextField {...field('name', t.fields.name)} {...value('name')} required mark={false} autocomplete="off" />
        <TextField
          {...field('mail', t.fields.mail)}
          {...value('mail')}
          type="email"
          required
          mark={false}
          autocomplete="off"
        />
        <ChoiceGroup
          {...field('role', t.fields.role)}
          options={roleChoices(t, actorRole, places)}
          value={filled.raw['role'] ?? 'desk'}
          required
          mark={false}
        />
        {places.length > 0 && (
          <>
            <SelectField
              {...field('place', life.place)}
              hint={life.placedHint}
              options={places.map(({ id, name }) => ({ value: id, label: name }))}
              value={filled.raw['place'] ?? ''}
              mark={false}
            />
            <SelectField
              {...field('placed_role', life.placedRole)}
              options={placedRoles.map((role) => ({ value: role, label: t.roles[role] }))}
              value={filled.raw['placed_role'] ?? 'desk'}
              empty={false}
              mark={false}
            />
          </>
        )}
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
  )
}
