import type { Organisation } from '#platform/data/organisations.ts'
import type { StaffFrame } from '#platform/http/frame.ts'
import { languages, type Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Actions,
  Button,
  ButtonLink,
  Columns,
  Form,
  Muted,
  Notice,
  PageHead,
  Panel,
  SelectField,
  Stack,
  StaffPage,
  TextField,
  type Html,
} from '#platform/ui/index.ts'
import type { Own } from '../actions/own.ts'
import type { SessionLine } from '../actions/sessions.ts'
import { OwnMenu } from '../life/own/menu.tsx'
import { deviceName } from '../factors/families.ts'
import { SessionTable } from './session-table.tsx'
import { factorWords } from '../factors/texts.ts'
import { words } from '../texts.ts'
import { AccountNotice, fieldOf, FormProblems, type Filled } from './form.tsx'

export type Staff = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly organisation: Organisation
  readonly href: (path: string) => string
}

/** What just happened, above a staff page. */
export const Done = ({ language, text }: { readonly language: Language; readonly text: string | undefined }): Html =>
  text === undefined ? <></> : <Notice language={language} tone="success" role="status" title={text} />

export type OwnProps = Staff & {
  readonly own: Own
  readonly sessions: readonly SessionLine[]
  readonly session: string | undefined
  readonly filled: Filled
  readonly done: string | undefined
}

export function OwnPage(props: OwnProps): Html {
  const { frame, language, organisation, href, own, filled, done } = props
  const f = factorWords(language).security
  const { own: t, fields, languages: named, save } = words(language)
  const field = fieldOf(filled, language)
  return (
    <StaffPage {...frame} title={t.title} notices={<Done language={language} text={done} />}>
      <FormProblems language={language} filled={filled} />
      <OwnMenu language={language} href={href} here="own" />
      <PageHead title={t.title} lead={own.mail} />
      <Columns
        aside={
          <Stack>
            <Panel title={f.openTitle} lead={f.openLead}>
              <ButtonLink url={href('/team/ich/sicherheit')} kind="secondary">
                {f.open}
              </ButtonLink>
            </Panel>
            <Panel title={t.changePassword}>
              <Form action={href('/team/ich/passwort')}>
                <TextField
                  {...field('old', t.oldPassword)}
                  type="password"
                  autocomplete="current-password"
                  required
                  mark={false}
                />
                <TextField
                  {...field('fresh', t.newPassword)}
                  hint={fields.passwordHint}
                  type="password"
                  autocomplete="new-password"
                  required
                  mark={false}
                />
                <Button kind="secondary">{t.changeButton}</Button>
              </Form>
            </Panel>
          </Stack>
        }
      >
        <Panel title={t.profile}>
          <Form action={href('/team/ich')}>
            <TextField
              {...field('name', fields.name)}
              value={filled.raw['name'] ?? own.name}
              autocomplete="name"
              required
              mark={false}
            />
            <SelectField
              {...field('language', fields.language)}
              options={languages.map((one) => ({ value: one, label: named[one] }))}
              value={filled.raw['language'] ?? own.language}
              empty={false}
              mark={false}
            />
            <p>
              <Muted>{t.mailNote}</Muted>
            </p>
            <AccountNotice organisation={organisation} language={language} href={href} />
            <Button>{save}</Button>
          </Form>
        </Panel>
        <Sessions {...props} />
      </Columns>
    </StaffPage>
  )
}

function Sessions({ language, organisation, href, sessions, session }: OwnProps): Html {
  const t = words(language).own
  return (
    <Panel title={t.sessions} lead={t.sessionsLead}>
      <SessionTable
        language={language}
        zone={organisation.zone}
        sessions={sessions.map((line) => ({ ...line, browser: deviceName(language, line) }))}
        session={session}
        action={href('/team/ich/sitzungen')}
        words={t}
      />
      <Actions>
        {sessions.length > 1 && (
          <ActionForm action={href('/team/ich/sitzungen')} hidden={{ sitzung: 'andere' }} kind="secondary">
            {t.others}
          </ActionForm>
        )}
        <ActionForm action={href('/team/ich/sitzungen')} hidden={{ sitzung: 'alle' }} kind="secondary">
          {t.everywhere}
        </ActionForm>
      </Actions>
    </Panel>
  )
}
