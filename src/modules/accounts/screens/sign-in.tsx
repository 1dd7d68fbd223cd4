import type { Organisation } from '#platform/data/organisations.ts'
import type { PublicFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Button,
  ButtonLink,
  Form,
  Muted,
  Notice,
  Panel,
  PublicPage,
  Stack,
  TextField,
  type Html,
} from '#platform/ui/index.ts'
import type { EntryOffer } from '../factors/entry.ts'
import { PasskeyForm } from '../factors/screens/passkey.tsx'
import { factorWords } from '../factors/texts.ts'
import { signOnWords } from '../single-sign-on/texts.ts'
import { words } from '../texts.ts'
import { signingIn } from '../data.ts'
import { AccountNotice, Aside, fieldOf, FormProblems, valueOf, type Filled } from './form.tsx'

export type Public = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly organisation: Organisation
  readonly href: (path: string) => string
}

export type SignInSays =
  | 'cookies-off'
  | 'signed-out'
  | 'everywhere'
  | 'password-set'
  | 'wrong'
  | 'effort'
  | 'elsewhere'
  | 'passkey-wrong'
  | 'passkey-needs-script'
  | { readonly wait: string }

function Said({ language, says }: { readonly language: Language; readonly says: SignInSays | undefined }): Html {
  const t = words(language).signIn
  const f = factorWords(language)
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
    case 'signed-out':
      return <Notice language={language} tone="success" role="status" title={t.signedOut} />
    case 'everywhere':
      return <Notice language={language} tone="success" role="status" title={t.signedOutEverywhere} />
    case 'password-set':
      return <Notice language={language} tone="success" role="status" title={t.passwordSet} />
    case 'effort':
      return (
        <Notice language={language} tone="warning" role="alert" title={f.effortTitle}>
          {f.effort}
        </Notice>
      )
    case 'elsewhere':
      return (
        <Notice language={language} tone="warning" role="alert" title={f.elsewhereTitle}>
          {f.elsewhere}
        </Notice>
      )
    case 'passkey-wrong':
      return <Notice language={language} tone="danger" role="alert" title={f.passkeyWrong} />
    case 'passkey-needs-script':
      return <Notice language={language} tone="danger" role="alert" title={f.passkeyNeedsScript} />
    case 'wrong':
      return <Notice language={language} tone="danger" role="alert" title={t.wrong} />
  }
}

export type SignInProps = Public & {
  readonly filled: Filled
  readonly target: string | undefined
  readonly says?: SignInSays | undefined
} & EntryOffer

export function SignInPage(props: SignInProps): Html {
  const { frame, language, organisation, href, filled, target, says, effort, offer, provider } = props
  const f = factorWords(language).signIn
  const { fields, signIn: t } = words(language)
  const field = fieldOf(filled, language)
  return (
    <PublicPage {...frame} title={t.title} width="narrow" hidden>
      <Stack>
        <FormProblems language={language} filled={filled} />
        <Said language={language} says={says} />
        <Panel title={t.title} level={1} lead={t.lead}>
          <Form action={href('/team/anmelden')} hidden={target === undefined ? {} : { ziel: target }}>
            <TextField
              {...field('mail', fields.mail)}
              {...valueOf(filled)('mail')}
              type="email"
              autocomplete="username"
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
            <AccountNotice organisation={organisation} language={language} href={href} activities={[signingIn]} />
            {effort && (
              <>
                <input type="hidden" name="merkzettel" value={effort.ticket} />
                <effort-proof data-challenge={effort.work}>
                  <input type="hidden" name="beweis" value="" />
                </effort-proof>
              </>
            )}
            <Button wide>{t.button}</Button>
          </Form>
          <Aside url={href('/team/passwort')}>{t.forgot}</Aside>
          <p>
            <Muted>{t.cookieNote}</Muted>
          </p>
        </Panel>
        <Panel title={f.or}>
          <Stack>
            <PasskeyForm
              language={language}
              action={href('/team/anmelden/passkey')}
              offer={offer}
              act="get"
              button={f.passkey}
              kept={target === undefined ? [] : [['ziel', target]]}
              wide
            />
            {provider !== undefined && (
              <ButtonLink url={href(signOnPath(target))} kind="secondary" wide>
                {signOnWords(language).button(provider)}
              </ButtonLink>
            )}
          </Stack>
        </Panel>
      </Stack>
    </PublicPage>
  )
}

const signOnPath = (target: string | undefined) =>
  `/team/anmelden/anbieter${target === undefined ? '' : `?ziel=${encodeURIComponent(target)}`}`

export function ForgotPage({
  frame,
  language,
  organisation,
  href,
  filled,
}: Public & { readonly filled: Filled }): Html {
  const { fields, forgot: t, back } = words(language)
  return (
    <PublicPage {...frame} title={t.title} width="narrow" hidden>
      <FormProblems language={language} filled={filled} />
      <Panel title={t.title} level={1} lead={t.lead}>
        <Form action={href('/team/passwort')}>
          <TextField
            {...fieldOf(filled, language)('mail', fields.mail)}
            {...valueOf(filled)('mail')}
            type="email"
            autocomplete="username"
            required
            mark={false}
          />
          <AccountNotice organisation={organisation} language={language} href={href} activities={[signingIn]} />
          <Button wide>{t.button}</Button>
        </Form>
        <Aside url={href('/team/anmelden')}>{back}</Aside>
      </Panel>
    </PublicPage>
  )
}

export function SentPage({ frame, language, href }: Public): Html {
  const { forgot: t, signIn } = words(language)
  return (
    <PublicPage {...frame} title={t.sentTitle} width="narrow" hidden>
      <Panel title={t.sentTitle} level={1}>
        <p>{t.sent}</p>
        <Aside url={href('/team/anmelden')}>{signIn.title}</Aside>
      </Panel>
    </PublicPage>
  )
}

export function ResetPage(props: Public & { readonly filled: Filled; readonly token: string }): Html {
  const { frame, language, organisation, href, filled, token } = props
  const { fields, own, reset: t } = words(language)
  return (
    <PublicPage {...frame} title={t.title} width="narrow" hidden>
      <FormProblems language={language} filled={filled} />
      <Panel title={t.title} level={1} lead={t.lead}>
        <Form action={href(`/team/passwort/${token}`)}>
          <TextField
            {...fieldOf(filled, language)('password', own.newPassword)}
            hint={fields.passwordHint}
            type="password"
            autocomplete="new-password"
            required
            mark={false}
          />
          <AccountNotice organisation={organisation} language={language} href={href} activities={[signingIn]} />
          <Button wide>{t.button}</Button>
        </Form>
      </Panel>
    </PublicPage>
  )
}

export function LinkEndedPage({ frame, language, href }: Public): Html {
  const t = words(language).reset
  return (
    <PublicPage {...frame} title={t.endedTitle} width="narrow" hidden>
      <Panel title={t.endedTitle} level={1}>
        <p>{t.ended}</p>
        <ButtonLink url={href('/team/passwort')}>{t.again}</ButtonLink>
      </Panel>
    </PublicPage>
  )
}
