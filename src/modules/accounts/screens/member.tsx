import {
  ActionForm,
  Button,
  ChoiceGroup,
  Columns,
  DataTable,
  Form,
  Muted,
  Name,
  PageHead,
  Panel,
  SelectField,
  StaffPage,
  type Html,
} from '#platform/ui/index.ts'
import type { MemberLine } from '../actions/roster.ts'
import { rightName, type Place } from '../life/names.ts'
import { lifeWords } from '../life/texts.ts'
import { furtherRoles } from '../roles.ts'
import { mayDecide } from '../rules/members.ts'
import { words } from '../texts.ts'
import { Aside } from './form.tsx'
import { roleChoices } from './members.tsx'
import { Done, type Staff } from './own.tsx'

export type MemberProps = Staff & {
  readonly member: MemberLine
  readonly places: readonly Place[]
  readonly actorRole: string
  readonly done: string | undefined
}

export function MemberPage(props: MemberProps): Html {
  const { frame, language, href, member, actorRole, places, done } = props
  const all = words(language)
  const { members: t, fields, back } = all
  const path = `/team/einrichtung/mitglieder/${member.id}`
  const may = mayDecide(actorRole, member.role, undefined)
  return (
    <StaffPage {...frame} title={member.name} notices={<Done language={language} text={done} />}>
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
                options={roleChoices(all, actorRole, places, member.role)}
                value={member.role}
                required
                mark={false}
              />
              <Button>{t.changeButton}</Button>
            </Form>
          </Panel>
          <RightsPanel {...props} path={path} />
        </Columns>
      )}
      <Aside url={href('/team/einrichtung/mitglieder')}>{back}</Aside>
    </StaffPage>
  )
}

function RightsPanel({
  language,
  href,
  member,
  actorRole,
  places,
  path,
}: MemberProps & { readonly path: string }): Html {
  const [t, all] = [lifeWords(language).members, words(language)]
  const choices = furtherRoles.filter((role) => mayDecide(actorRole, undefined, role))
  return (
    <Panel title={t.rights} lead={t.rightsLead}>
      <DataTable
        caption={t.rights}
        rows={member.further}
        empty={
          <p>
            <Muted>{t.noRights}</Muted>
          </p>
        }
        columns={[
          { label: t.right, header: true, cell: (right) => rightName(language, right, places) },
          {
            label: all.members.action,
            quiet: true,
            cell: (right) => (
              <ActionForm
                action={href(`${path}/rechte/entziehen`)}
                hidden={{ right: right.id }}
                kind="tertiary"
                small
                label={t.takeLabel(rightName(language, right, places))}
              >
                {t.takeRight}
              </ActionForm>
            ),
          },
        ]}
      />
      <Form action={href(`${path}/rechte`)} label={t.addRight}>
        <SelectField
          language={language}
          name="role"
          id="further-role"
          label={t.right}
          options={choices.map((role) => ({ value: role, label: all.roles[role] }))}
          value="desk"
          empty={false}
          mark={false}
        />
        <SelectField
          language={language}
          name="place"
          label={t.place}
          options={[
            { value: 'all', label: t.everywhere },
            ...places.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value="all"
          empty={false}
          mark={false}
        />
        <Button kind="secondary">{t.addRight}</Button>
      </Form>
    </Panel>
  )
}
