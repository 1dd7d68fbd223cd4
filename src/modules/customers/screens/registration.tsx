import type { Guard } from '#platform/http/bots.ts'
import { Button, Form, type Html, Muted, Notice, Panel, TextField } from '#platform/ui/index.ts'
import { admitting, keeping } from '../data.ts'
import { words } from '../texts.ts'
import { REGISTER, SIGN_IN } from './door.tsx'
import { Aside, Collected, DoorPage, fieldOf, type Filled, type Framed } from './form.tsx'

export type RegisterProps = Framed & {
  readonly filled: Filled
  readonly guard: Guard
  readonly slow: boolean
}

/** First and last name, address, a password of one's own: all that an account needs. */
export function RegisterPage(props: RegisterProps): Html {
  const { language, href, filled, guard, slow } = props
  const { register: t, fields, ...w } = words(language)
  const field = fieldOf(filled, language)
  const again = slow ? (
    <Notice language={language} tone="info" role="alert" title={w.slow}>
      {w.slowWhy}
    </Notice>
  ) : undefined
  return (
    <DoorPage {...props} title={t.title} notices={again}>
      <Panel title={t.title} level={1} lead={t.lead}>
        <Form action={href(REGISTER)} hidden={guard.hidden}>
          <TextField {...field('first', fields.first)} autocomplete="given-name" maxlength={100} required />
          <TextField {...field('last', fields.last)} autocomplete="family-name" maxlength={100} required />
          <TextField {...field('mail', fields.mail)} type="email" autocomplete="email" maxlength={254} required />
          <TextField
            {...field('password', fields.password)}
            hint={fields.passwordHint}
            type="password"
            autocomplete="new-password"
            required
          />
          <div class="trap" aria-hidden="true">
            <label>
              {fields.trap}
              <input type="text" name="website" tabindex={-1} autocomplete="off" />
            </label>
          </div>
          <Collected {...props} />
          <work-proof data-challenge={guard.proof}></work-proof>
          <Button>{t.button}</Button>
        </Form>
        <Aside url={href(SIGN_IN)}>{t.have}</Aside>
      </Panel>
    </DoorPage>
  )
}

/** The same page for every address, so that nobody learns who has an account. */
export function SentPage(props: Framed & { readonly about: 'register' | 'forgot' }): Html {
  const { language, href, about } = props
  const w = words(language)
  return (
    <DoorPage {...props} title={w[about].sentTitle}>
      <Panel title={w[about].sentTitle} level={1}>
        <p>{w[about].sent}</p>
        <p>
          <Muted>{w.register.sentNone}</Muted>
        </p>
        <Aside url={href('/')}>{w.toStart}</Aside>
      </Panel>
    </DoorPage>
  )
}

export function ConfirmPage(
  props: Framed & {
    readonly filled: Filled
    readonly mail: string
    readonly token: string
    readonly wait?: string | undefined
  },
): Html {
  const { language, href, filled, mail, token, wait } = props
  const { confirm: t, fields, signIn } = words(language)
  const notices = wait ? (
    <Notice language={language} tone="warning" role="alert" title={signIn.wait(wait)} />
  ) : undefined
  return (
    <DoorPage {...props} title={t.title} notices={notices}>
      <Panel title={t.title} level={1} lead={t.lead(mail)}>
        <p>{t.why}</p>
        <Form action={href(`/konto/bestaetigen/${token}`)}>
          <TextField
            {...fieldOf(filled, language)('password', fields.password)}
            type="password"
            autocomplete="current-password"
            required
            mark={false}
          />
          <p>
            <Muted>{signIn.cookie}</Muted>
          </p>
          <Collected {...props} activities={[keeping, admitting]} />
          <Button>{t.button}</Button>
        </Form>
        <p>
          <Muted>{t.notYou}</Muted>
        </p>
      </Panel>
    </DoorPage>
  )
}
