import {
  Button,
  ButtonLink,
  Form,
  type Html,
  Link,
  MailAddress,
  Muted,
  Notice,
  Panel,
  TextField,
} from '#platform/ui/index.ts'
import { admitting } from '../data.ts'
import { words } from '../texts.ts'
import { Aside, Collected, Done, DoorPage, fieldOf, type Filled, type Framed } from './form.tsx'

export const SIGN_IN = '/konto/anmelden'
export const REGISTER = '/konto/registrieren'
const FORGOT = '/konto/passwort'

/** A link that does nothing any more, and what to do instead. */
export function LinkEndedPage(props: Framed & { readonly instead: 'register' | 'forgot' | 'sign-in' }): Html {
  const { language, href, instead } = props
  const t = words(language).link
  const ways = {
    register: { url: REGISTER, label: t.register },
    forgot: { url: FORGOT, label: t.forgot },
    'sign-in': { url: SIGN_IN, label: t.signIn },
  }[instead]
  return (
    <DoorPage {...props} title={t.title}>
      <Panel title={t.title} level={1}>
        <p>{t.text}</p>
        <ButtonLink url={href(ways.url)}>{ways.label}</ButtonLink>
      </Panel>
    </DoorPage>
  )
}

export type SignInSays =
  | 'cookies-off'
  | 'signed-out'
  | 'everywhere'
  | 'password-set'
  | 'mail-set'
  | 'closed'
  | 'exists'
  | 'wrong'
  | 'ended'
  | 'restricted'
  | { readonly wait: string }

const good = { 'signed-out': 'signedOut', everywhere: 'everywhere', 'password-set': 'passwordSet', 'mail-set': 'mailSet', closed: 'closed' } as const // oxfmt-ignore

function Said({ says, ...props }: Framed & { readonly says: SignInSays | undefined }): Html {
  const { language, organisation, href } = props
  const t = words(language).signIn
  if (says === undefined) return <></>
  if (typeof says === 'object')
    return <Notice language={language} tone="warning" role="alert" title={t.wait(says.wait)} />
  switch (says) {
    case 'cookies-off':
      return (
        <Notice language={language} tone="warning" role="alert" title={t.cookiesOffTitle}>
          {t.cookiesOff}
        </Notice>
      )
    case 'wrong':
      return <Notice language={language} tone="danger" role="alert" title={t.wrong} />
    case 'exists':
      return <Notice language={language} tone="info" role="status" title={t.exists} />
    case 'ended':
      return (
        <Notice language={language} tone="warning" role="alert" title={t.endedTitle}>
          {t.ended}
        </Notice>
      )
    case 'restricted':
      return (
        <Notice language={language} tone="warning" role="alert" title={t.restrictedTitle}>
          <p>{t.restricted}</p>
          <p>
            {organisation.contact_mail && (
              <Link url={`mailto:${organisation.contact_mail}`}>
                <MailAddress>{organisation.contact_mail}</MailAddress>
              </Link>
            )}{' '}
            <Link url={href('/impressum')}>{t.contact}</Link>
          </p>
        </Notice>
      )
    case 'signed-out':
    case 'everywhere':
    case 'password-set':
    case 'mail-set':
    case 'closed':
      return <Done language={language} text={t[good[says]]} />
  }
}

export type SignInProps = Framed & {
  readonly filled: Filled
  readonly target: string | undefined
  readonly says?: SignInSays | undefined
}

export function SignInPage(props: SignInProps): Html {
  const { language, href, filled, target } = props
  const { fields, signIn: t } = words(language)
  const field = fieldOf(filled, language)
  return (
    <DoorPage {...props} title={t.title} notices={<Said {...props} says={props.says} />}>
      <Panel title={t.title} level={1} lead={t.lead}>
        <Form action={href(SIGN_IN)} hidden={target === undefined ? {} : { ziel: target }}>
          <TextField
            {...field('mail', fields.mail)}
            type="email"
            autocomplete="username"
            maxlength={254}
            required
            mark={false}
          />
          <TextField
            {...field('password', fields.password)}
            type="password"
            autocomplete="current-password"
            required
            mark={false}
          />
          <p>
            <Muted>{t.cookie}</Muted>
          </p>
          <Collected {...props} activities={[admitting]} />
          <Button>{t.button}</Button>
        </Form>
        <Aside url={href(FORGOT)}>{t.forgot}</Aside>
        <Aside url={href(REGISTER)}>{t.none}</Aside>
      </Panel>
    </DoorPage>
  )
}

export function ForgotPage(props: Framed & { readonly filled: Filled }): Html {
  const { language, href, filled } = props
  const { fields, forgot: t, link } = words(language)
  return (
    <DoorPage {...props} title={t.title}>
      <Panel title={t.title} level={1} lead={t.lead}>
        <Form action={href(FORGOT)}>
          <TextField
            {...fieldOf(filled, language)('mail', fields.mail)}
            type="email"
            autocomplete="email"
            maxlength={254}
            required
            mark={false}
          />
          <Collected {...props} activities={[admitting]} />
          <Button>{t.button}</Button>
        </Form>
        <Aside url={href(SIGN_IN)}>{link.signIn}</Aside>
      </Panel>
    </DoorPage>
  )
}

export function ResetPage(props: Framed & { readonly filled: Filled; readonly token: string }): Html {
  const { language, href, filled, token } = props
  const { fields, reset: t } = words(language)
  return (
    <DoorPage {...props} title={t.title}>
      <Panel title={t.title} level={1} lead={t.lead}>
        <Form action={href(`${FORGOT}/${token}`)}>
          <TextField
            {...fieldOf(filled, language)('password', fields.fresh)}
            hint={fields.passwordHint}
            type="password"
            autocomplete="new-password"
            required
            mark={false}
          />
          <Collected {...props} activities={[admitting]} />
          <Button>{t.button}</Button>
        </Form>
      </Panel>
    </DoorPage>
  )
}

export function NewMailPage(props: Framed & { readonly mail: string; readonly token: string }): Html {
  const { language, href, mail, token } = props
  const t = words(language).newMail
  return (
    <DoorPage {...props} title={t.title}>
      <Panel title={t.title} level={1} lead={t.lead(mail)}>
        <Form action={href(`/konto/mail/${token}`)}>
          <Button>{t.button}</Button>
        </Form>
      </Panel>
    </DoorPage>
  )
}
