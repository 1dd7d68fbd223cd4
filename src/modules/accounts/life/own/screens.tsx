import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  Button,
  Columns,
  Form,
  KeyValue,
  Link,
  Muted,
  Name,
  Notice,
  PageHead,
  Panel,
  PublicPage,
  Stack,
  StaffPage,
  TextField,
  type Html,
} from '#platform/ui/index.ts'
import { signingIn } from '../../data.ts'
import type { Own } from '../../actions/own.ts'
import { AccountNotice, fieldOf, FormProblems, type Filled } from '../../screens/form.tsx'
import type { Staff } from '../../screens/own.tsx'
import type { Public } from '../../screens/sign-in.tsx'
import { words } from '../../texts.ts'
import { OwnMenu } from './menu.tsx'
import type { OwnPlace } from './places.ts'
import { ownWords } from './texts.ts'

export type MailProps = Staff & {
  readonly own: Own
  readonly filled: Filled
  readonly says: 'asked' | 'many' | undefined
}

/** Another mail address for the own account. */
export function MailPage(props: MailProps): Html {
  const { frame, language, organisation, href, own, filled, says } = props
  const t = ownWords(language).mail
  return (
    <StaffPage {...frame} title={t.title}>
      <FormProblems language={language} filled={filled} />
      <OwnMenu language={language} href={href} here="mail" />
      <PageHead title={t.title} lead={<Name>{t.lead(own.mail)}</Name>} />
      {says === 'asked' && (
        <Notice language={language} tone="success" role="status" title={t.askedTitle}>
          {t.asked}
        </Notice>
      )}
      {says === 'many' && <Notice language={language} tone="warning" role="alert" title={t.many} />}
      <Panel>
        <Form action={href('/team/ich/mail')}>
          <TextField
            {...fieldOf(filled, language)('mail', t.field)}
            hint={t.how}
            value={filled.raw['mail'] ?? ''}
            type="email"
            autocomplete="email"
            required
            mark={false}
          />
          <AccountNotice organisation={organisation} language={language} href={href} activities={[signingIn]} />
          <Button>{t.button}</Button>
        </Form>
      </Panel>
    </StaffPage>
  )
}

type Confirming = Public & { readonly token: string; readonly mail: string }

/** What the link in the mail to the new address opens. */
export function ConfirmMailPage({ frame, language, href, token, mail }: Confirming): Html {
  const t = ownWords(language).mail
  return (
    <PublicPage {...frame} title={t.confirmTitle} width="narrow" hidden>
      <Panel level={1} title={t.confirmTitle}>
        <p>
          <Name>{t.confirm(mail)}</Name>
        </p>
        <ActionForm action={href(`/team/mail/${token}`)} kind="primary">
          {t.confirmButton}
        </ActionForm>
        <p>
          <Muted>{t.noFrame}</Muted>
        </p>
      </Panel>
    </PublicPage>
  )
}

/** A page with one thing to say and the way to the sign-in. */
export function SaidPage({
  frame,
  language,
  href,
  says,
}: Public & { readonly says: 'ended' | 'changed' | 'closed' }): Html {
  const t = ownWords(language)
  const [title, text] = {
    ended: [t.mail.endedTitle, t.mail.ended],
    changed: [t.mail.changedTitle, t.mail.changed],
    closed: [t.data.closedTitle, t.data.closed],
  }[says] as [string, string]
  return (
    <PublicPage {...frame} title={title} width="narrow" hidden>
      <Panel level={1} title={title}>
        <p>{text}</p>
        {says !== 'closed' && (
          <p>
            <Link url={href('/team/anmelden')}>{t.mail.signIn}</Link>
          </p>
        )}
      </Panel>
    </PublicPage>
  )
}

export type DataProps = Staff & {
  readonly own: Own
  readonly places: readonly OwnPlace[]
  /** Organisations that would be without a main administrator. */
  readonly blocked: readonly string[]
}

/** Everything about the own account: seen, corrected, taken along, closed. */
export function OwnDataPage(props: DataProps): Html {
  const { frame, language, organisation, href, own, places, blocked } = props
  const [t, w] = [ownWords(language).data, words(language)]
  const at = format(language, organisation.zone)
  return (
    <StaffPage {...frame} title={t.title}>
      <OwnMenu language={language} href={href} here="data" />
      <PageHead title={t.title} lead={t.lead} />
      {blocked.length > 0 && (
        <Notice language={language} tone="warning" role="alert" title={t.blockedTitle}>
          {t.blocked(at.list(blocked))} <Link url={href('/team/ich/organisationen')}>{t.handOver}</Link>
        </Notice>
      )}
      <Columns
        aside={
          <Panel title={t.close} lead={t.closeLead}>
            <p>{t.closeFirst}</p>
            <ActionForm action={href('/team/ich/daten/schliessen')} kind="danger">
              {t.closeButton}
            </ActionForm>
          </Panel>
        }
      >
        <Stack>
          <Panel
            title={t.see}
            aside={
              <>
                <Link url={href('/team/ich')}>{t.change}</Link>
              </>
            }
          >
            <KeyValue
              items={[
                { term: t.name, value: <Name>{own.name}</Name> },
                { term: t.mail, value: <Name>{own.mail}</Name> },
                { term: t.language, value: w.languages[own.language] },
                { term: t.since, value: at.date(own.since) },
                {
                  term: t.organisations,
                  value: (
                    <Name>{places.map((one) => `${one.organisation.name} (${w.roles[one.role]})`).join(', ')}</Name>
                  ),
                },
              ]}
            />
          </Panel>
          <Panel title={t.take} lead={t.takeLead}>
            <ActionForm action={href('/team/ich/daten/mitnehmen')} kind="secondary">
              {t.takeButton}
            </ActionForm>
          </Panel>
        </Stack>
      </Columns>
    </StaffPage>
  )
}
