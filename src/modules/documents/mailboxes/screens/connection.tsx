import type { Problems, Raw } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  CheckField,
  ChoiceGroup,
  Form,
  type Html,
  Panel,
  SubTabs,
  TextField,
} from '#platform/ui/index.ts'
import { GRANTS, SIGN_INS, type SignIn, signInOf } from '../forms.ts'
import { paths } from '../paths.ts'
import type { SetUp } from '../set-up.ts'
import { mailboxWords } from '../texts.ts'
import { fieldsOf } from './fields.ts'
import { MailboxState } from './list.tsx'

export type ConnectionProps = {
  readonly language: Language
  readonly href: (path: string) => string
  /** Undefined: a new one. */
  readonly mailbox: SetUp | undefined
  readonly allowed: boolean
  readonly entered: Raw
  readonly problems: Problems
  /** Chosen on the page; without it as it is stored. */
  readonly signIn?: SignIn | undefined
  /** Whether a refresh token is stored. */
  readonly hasRefresh: boolean
}

/** How we get into a mailbox: by a password, or by tokens. */
export function ConnectionPanel(props: ConnectionProps): Html {
  const { language, href, mailbox, allowed } = props
  const w = mailboxWords(language)
  const field = fieldsOf(props)
  const signIn = props.signIn ?? signInOf(mailbox)
  const page = href(mailbox ? paths.mailbox(mailbox.id) : paths.newMailbox)
  return (
    <Panel
      title={w.connection}
      aside={mailbox && <MailboxState mailbox={mailbox} language={language} allowed={allowed} />}
    >
      <SubTabs
        label={w.signIn}
        tabs={SIGN_INS.map((one) => ({
          label: w.signIns[one] ?? one,
          url: `${page}?mit=${one}`,
          current: one === signIn,
        }))}
      />
      <Form action={page} hidden={{ anmeldung: signIn }}>
        <TextField
          {...field('name', mailbox?.name ?? '')}
          label={w.name}
          hint={w.nameHint}
          maxlength={120}
          autocomplete="off"
          required
        />
        <TextField
          {...field('server', mailbox?.host ?? '')}
          label={w.host}
          hint={w.hostHint}
          maxlength={200}
          required
        />
        <TextField
          {...field('port', String(mailbox?.port ?? 993))}
          label={w.port}
          hint={w.portHint}
          maxlength={5}
          inputmode="numeric"
          width="short"
          required
        />
        <TextField
          {...field('benutzer', mailbox?.username ?? '')}
          label={w.username}
          maxlength={200}
          autocomplete="off"
          required
        />
        {signIn === 'oauth' ? <OAuthFields {...props} /> : <PasswordField {...props} />}
        <CheckField language={language} name="lesen" label={w.active} checked={mailbox?.active ?? true} mark={false} />
        <Actions>
          <Button>{w.save}</Button>
        </Actions>
      </Form>
    </Panel>
  )
}

function PasswordField(props: ConnectionProps): Html {
  const w = mailboxWords(props.language)
  const stored = props.mailbox !== undefined && signInOf(props.mailbox) === 'passwort'
  return (
    <TextField
      {...fieldsOf(props)('passwort', '')}
      label={w.password}
      hint={stored ? w.passwordKept : w.passwordHint}
      type="password"
      autocomplete="new-password"
      maxlength={500}
      required={!stored}
    />
  )
}

function OAuthFields(props: ConnectionProps): Html {
  const { language, mailbox, hasRefresh } = props
  const w = mailboxWords(language)
  const field = fieldsOf(props)
  const stored = mailbox !== undefined && signInOf(mailbox) === 'oauth'
  return (
    <>
      <p class="muted">{w.oauthLead}</p>
      <TextField
        {...field('token_adresse', mailbox?.oauth_endpoint ?? '')}
        label={w.endpoint}
        hint={w.endpointHint}
        maxlength={500}
        autocomplete="off"
        required
      />
      <TextField
        {...field('anwendung', mailbox?.oauth_client ?? '')}
        label={w.client}
        maxlength={300}
        autocomplete="off"
        required
      />
      <TextField
        {...field('geheimnis', '')}
        label={w.secret}
        hint={stored ? w.secretKept : w.passwordHint}
        type="password"
        autocomplete="new-password"
        maxlength={4000}
        required={!stored}
      />
      <TextField
        {...field('bereich', mailbox?.oauth_scope ?? '')}
        label={w.scope}
        hint={w.scopeHint}
        maxlength={500}
        autocomplete="off"
      />
      <ChoiceGroup
        {...field('ausweis', hasRefresh ? 'refresh' : 'client')}
        label={w.grant}
        options={GRANTS.map((value) => ({ value, label: w.grants[value] ?? value }))}
        required
      />
      <TextField
        {...field('auffrischung', '')}
        label={w.refresh}
        hint={hasRefresh ? w.secretKept : w.refreshHint}
        type="password"
        autocomplete="new-password"
        maxlength={4000}
      />
    </>
  )
}
