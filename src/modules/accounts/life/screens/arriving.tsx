import { languages } from '#platform/text/language.ts'
import { Button, Form, Link, Name, Panel, PublicPage, SelectField, TextField, type Html } from '#platform/ui/index.ts'
import { membership, signingIn } from '../../data.ts'
import { AccountNotice, fieldOf, FormProblems, type Filled } from '../../screens/form.tsx'
import type { Public } from '../../screens/sign-in.tsx'
import { words } from '../../texts.ts'
import type { Looked } from '../invitations.ts'
import { lifeWords } from '../texts.ts'

type Open = Extract<Looked, { is: 'open' }>

/** An invitation that can be accepted: by name and password, or at once where there is an account. */
export function InvitationPage({
  frame,
  language,
  organisation,
  href,
  invitation,
  token,
  filled,
}: Public & { readonly invitation: Open; readonly token: string; readonly filled: Filled }): Html {
  const [t, w] = [lifeWords(language).invitation, words(language)]
  const field = fieldOf(filled, language)
  return (
    <PublicPage {...frame} title={t.title(organisation.name)} width="narrow" hidden>
      <FormProblems language={language} filled={filled} />
      <Panel level={1} title={t.title(organisation.name)} lead={t.lead(w.roles[invitation.role])}>
        <p>
          <Name>{invitation.hasAccount ? t.existing(invitation.mail) : t.mail(invitation.mail)}</Name>
        </p>
        <Form action={href(`/team/einladung/${token}`)}>
          <TextField
            {...field('name', w.fields.name)}
            value={filled.raw['name'] ?? invitation.name}
            autocomplete="name"
            required
            mark={false}
          />
          {!invitation.hasAccount && (
            <>
              <TextField
                {...field('password', w.fields.password)}
                hint={w.fields.passwordHint}
                type="password"
                autocomplete="new-password"
                required
                mark={false}
              />
              <SelectField
                {...field('language', w.fields.language)}
                options={languages.map((one) => ({ value: one, label: w.languages[one] }))}
                value={filled.raw['language'] ?? language}
                empty={false}
                mark={false}
              />
            </>
          )}
          <AccountNotice
            organisation={organisation}
            language={language}
            href={href}
            activities={[signingIn, membership]}
          />
          <Button wide>{t.accept}</Button>
        </Form>
      </Panel>
    </PublicPage>
  )
}

/** A link that leads to nothing any more, said kindly: why, and what to do. */
export function InvitationEndedPage({
  frame,
  language,
  href,
  is,
}: Public & { readonly is: Exclude<Looked['is'], 'open'> }): Html {
  const t = lifeWords(language).invitation
  return (
    <PublicPage {...frame} title={t.ended[is].title} width="narrow" hidden>
      <Panel level={1} title={t.ended[is].title}>
        <p>{t.ended[is].text}</p>
        <p>
          <Link url={href('/team/anmelden')}>{t.signIn}</Link>
        </p>
      </Panel>
    </PublicPage>
  )
}

/** Asking to join with a code. */
export function JoinPage({ frame, language, organisation, href, filled }: Public & { readonly filled: Filled }): Html {
  const [t, w] = [lifeWords(language).join, words(language)]
  const field = fieldOf(filled, language)
  return (
    <PublicPage {...frame} title={t.title} width="narrow" hidden>
      <FormProblems language={language} filled={filled} />
      <Panel level={1} title={t.title} lead={t.lead(organisation.name)}>
        <Form action={href('/team/beitreten')}>
          <TextField
            {...field('code', t.code)}
            hint={t.codeHint}
            value={filled.raw['code'] ?? ''}
            autocomplete="off"
            width="medium"
            required
            mark={false}
          />
          <TextField
            {...field('name', w.fields.name)}
            value={filled.raw['name'] ?? ''}
            autocomplete="name"
            required
            mark={false}
          />
          <TextField
            {...field('mail', w.fields.mail)}
            value={filled.raw['mail'] ?? ''}
            type="email"
            autocomplete="email"
            required
            mark={false}
          />
          <AccountNotice organisation={organisation} language={language} href={href} activities={[membership]} />
          <Button wide>{t.button}</Button>
        </Form>
      </Panel>
    </PublicPage>
  )
}

/** What follows a request by code: the same whoever asked. */
export function JoinSaidPage({ frame, language, says }: Public & { readonly says: 'asked' | 'wait' }): Html {
  const t = lifeWords(language).join
  const [title, text] = says === 'asked' ? [t.askedTitle, t.asked] : [t.waitTitle, t.wait]
  return (
    <PublicPage {...frame} title={title} width="narrow" hidden>
      <Panel level={1} title={title}>
        <p>{text}</p>
      </Panel>
    </PublicPage>
  )
}
