import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  Actions,
  BigNumber,
  Button,
  DataTable,
  Form,
  Muted,
  Name,
  Panel,
  Pill,
  Rows,
  SelectField,
  type Html,
} from '#platform/ui/index.ts'
import type { Staff } from '../../screens/own.tsx'
import { words } from '../../texts.ts'
import { spokenCode } from '../code-rules.ts'
import type { InvitationLine } from '../invitations.ts'
import type { JoinCode, RequestLine } from '../join-code.ts'
import { rightName, type Place } from '../names.ts'
import { lifeWords } from '../texts.ts'

const PATH = '/team/einrichtung/mitglieder'

type Choice = { readonly value: string; readonly label: string }

/** Who came with the code and waits; nothing where nobody does. */
export function RequestsPanel({
  language,
  href,
  requests,
  choices,
}: Staff & { readonly requests: readonly RequestLine[]; readonly choices: readonly Choice[] }): Html {
  const [t, w] = [lifeWords(language).members, words(language)]
  if (requests.length === 0) return <></>
  return (
    <Panel title={t.requests} lead={t.requestsLead}>
      <DataTable
        caption={t.requests}
        rows={requests}
        columns={[
          {
            label: w.fields.name,
            header: true,
            cell: ({ name, mail }) => (
              <>
                <Name>{name}</Name>
                <div>
                  <Muted>
                    <Name>{mail}</Name>
                  </Muted>
                </div>
              </>
            ),
          },
          {
            label: w.members.action,
            quiet: true,
            cell: ({ id, name }) => (
              <>
                <Form action={href(`${PATH}/anfragen/${id}`)} label={t.confirmLabel(name)}>
                  <SelectField
                    language={language}
                    name="role"
                    id={`role-${id}`}
                    label={w.fields.role}
                    options={choices.map(({ value, label }) => ({ value, label }))}
                    value="desk"
                    empty={false}
                    mark={false}
                  />
                  <Button small label={t.confirmLabel(name)}>
                    {t.confirm}
                  </Button>
                </Form>
                <ActionForm
                  action={href(`${PATH}/anfragen/${id}/ablehnen`)}
                  kind="tertiary"
                  small
                  label={t.refuseLabel(name)}
                >
                  {t.refuse}
                </ActionForm>
              </>
            ),
          },
        ]}
      />
    </Panel>
  )
}

/** Invitations without an answer; nothing where there are none. */
export function InvitationsPanel({
  language,
  organisation,
  href,
  invitations,
  places,
}: Staff & { readonly invitations: readonly InvitationLine[]; readonly places: readonly Place[] }): Html {
  const [t, w] = [lifeWords(language).members, words(language)]
  const at = format(language, organisation.zone)
  if (invitations.length === 0) return <></>
  return (
    <Panel title={t.invitations}>
      <Rows
        rows={invitations.map(({ id, name, mail, role, placed, expired, expires }) => ({
          main: (
            <>
              <Name>{name}</Name> {expired && <Pill tone="warning">{t.expired}</Pill>}
            </>
          ),
          note: (
            <>
              <Name>{mail}</Name> · {placed ? rightName(language, placed, places) : w.roles[role]}
              {!expired && ` · ${t.until(at.shortDate(expires))}`}
            </>
          ),
          end: (
            <Actions>
              <ActionForm
                action={href(`${PATH}/einladungen/${id}/senden`)}
                kind="tertiary"
                small
                label={t.againLabel(name)}
              >
                {t.again}
              </ActionForm>
              <ActionForm
                action={href(`${PATH}/einladungen/${id}/zurueckziehen`)}
                kind="tertiary"
                small
                label={t.withdrawLabel(name)}
              >
                {t.withdraw}
              </ActionForm>
            </Actions>
          ),
        }))}
      />
    </Panel>
  )
}

/** The code by which people ask to join, and its switch. */
export function CodePanel({
  language,
  organisation,
  href,
  code: { code, until },
  joinUrl,
}: Staff & { readonly code: JoinCode; readonly joinUrl: string }): Html {
  const t = lifeWords(language).members
  const day = format(language, organisation.zone).date(until)
  const set = (wish: string, label: string, kind: 'secondary' | 'tertiary') => (
    <ActionForm action={href(`${PATH}/code`)} hidden={{ wish }} kind={kind} small>
      {label}
    </ActionForm>
  )
  if (code === undefined)
    return (
      <Panel title={t.code} lead={t.codeOff}>
        {set('on', t.switchOn, 'secondary')}
      </Panel>
    )
  return (
    <Panel title={t.code}>
      <BigNumber>{spokenCode(code)}</BigNumber>
      <p>{t.codeOn(joinUrl)}</p>
      <p>
        <Muted>{t.codeUntil(day)}</Muted>
      </p>
      <Actions>
        {set('new', t.newCode, 'secondary')}
        {set('off', t.switchOff, 'tertiary')}
      </Actions>
    </Panel>
  )
}
