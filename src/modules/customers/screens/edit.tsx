import { SessionTable } from '#accounts'
import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  Button,
  CheckField,
  FieldSet,
  Form,
  type Html,
  KeyValue,
  Link,
  Panel,
  TextField,
} from '#platform/ui/index.ts'
import { admitting, billing, keeping } from '../data.ts'
import type { SessionLine } from '../actions/sessions.ts'
import type { Master } from '../queries.ts'
import { words } from '../texts.ts'
import { bankItems } from './account.tsx'
import { Aside, blank, Collected, Done, DoorPage, fieldOf, type Filled, type Framed } from './form.tsx'

type Editing = Framed & { readonly filled: Filled; readonly version: number; readonly master: Master }

const ToAccount = ({ language, href }: Framed): Html => <Aside url={href('/konto')}>{words(language).back}</Aside>

/** Name, address and numbers; what is entered takes the place of what was there. */
export function DetailsPage(props: Editing): Html {
  const { language, href, filled, version, master } = props
  const { details: t, fields, save } = words(language)
  const field = (name: keyof Master, label: string) => ({
    value: String(master[name]),
    ...fieldOf(filled, language)(name, label),
  })
  return (
    <DoorPage {...props} title={t.title}>
      <Panel title={t.title} level={1} lead={t.lead}>
        <Form action={href('/konto/angaben')} hidden={{ version: String(version) }}>
          <FieldSet legend={t.nameGroup}>
            <TextField {...field('first', fields.first)} autocomplete="given-name" maxlength={100} required />
            <TextField {...field('last', fields.last)} autocomplete="family-name" maxlength={100} required />
          </FieldSet>
          <FieldSet legend={t.addressGroup}>
            <TextField {...field('street', fields.street)} autocomplete="street-address" maxlength={200} />
            <TextField
              {...field('postalCode', fields.postalCode)}
              autocomplete="postal-code"
              maxlength={20}
              width="short"
            />
            <TextField {...field('city', fields.city)} autocomplete="address-level2" maxlength={100} />
            <TextField
              {...field('country', fields.country)}
              hint={fields.countryHint}
              autocomplete="country-name"
              maxlength={100}
            />
          </FieldSet>
          <FieldSet legend={t.numbersGroup}>
            <TextField {...field('phone', fields.phone)} type="tel" autocomplete="tel" maxlength={40} />
            <TextField {...field('fax', fields.fax)} type="tel" autocomplete="off" maxlength={40} />
          </FieldSet>
          <Collected {...props} />
          <Button>{save}</Button>
        </Form>
        <ToAccount {...props} />
      </Panel>
    </DoorPage>
  )
}

/** Bank details are typed anew to be changed: the page never shows the whole number again. */
export function BankPage(props: Editing): Html {
  const { language, href, filled, version, master } = props
  const { bank: t, fields, save } = words(language)
  const field = fieldOf(filled, language)
  return (
    <DoorPage {...props} title={t.title}>
      <Panel title={t.title} level={1} lead={t.lead}>
        {master.iban && (
          <>
            <h2>{t.now}</h2>
            <KeyValue items={bankItems(master, fields)} />
          </>
        )}
        <Form action={href('/konto/bank')} hidden={{ version: String(version) }}>
          <TextField {...field('iban', fields.iban)} autocomplete="off" maxlength={50} required />
          <TextField {...field('holder', fields.holder)} hint={fields.holderHint} autocomplete="off" maxlength={200} />
          <TextField
            {...field('bic', fields.bic)}
            hint={fields.bicHint}
            autocomplete="off"
            maxlength={20}
            width="short"
          />
          <Collected {...props} activities={[billing]} />
          <Button>{save}</Button>
        </Form>
        {master.iban && (
          <ActionForm action={href('/konto/bank/entfernen')} hidden={{ version: String(version) }} kind="danger">
            {t.remove}
          </ActionForm>
        )}
        <ToAccount {...props} />
      </Panel>
    </DoorPage>
  )
}

export function MailPage(props: Framed & { readonly filled: Filled; readonly mail: string }): Html {
  const { language, href, filled, mail } = props
  const { mailChange: t, fields } = words(language)
  const field = fieldOf(filled, language)
  return (
    <DoorPage {...props} title={t.title}>
      <Panel title={t.title} level={1} lead={t.lead(mail)}>
        <Form action={href('/konto/mail')}>
          <TextField
            {...field('mail', t.field)}
            type="email"
            autocomplete="email"
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
          <Collected {...props} activities={[keeping, admitting]} />
          <Button>{t.button}</Button>
        </Form>
        <ToAccount {...props} />
      </Panel>
    </DoorPage>
  )
}

export type SecurityProps = Framed & {
  readonly filled: Filled
  readonly sessions: readonly SessionLine[]
  readonly session: string | undefined
  readonly done: string | undefined
}

export function SecurityPage(props: SecurityProps): Html {
  const { language, href, filled, done } = props
  const { security: t, fields } = words(language)
  const field = fieldOf(filled, language)
  return (
    <DoorPage {...props} title={t.title} notices={<Done language={language} text={done} />}>
      <h1>{t.title}</h1>
      <Sessions {...props} />
      <Panel title={t.password}>
        <Form action={href('/konto/sicherheit')}>
          <TextField
            {...field('old', fields.old)}
            type="password"
            autocomplete="current-password"
            required
            mark={false}
          />
          <TextField
            {...field('fresh', fields.fresh)}
            hint={fields.passwordHint}
            type="password"
            autocomplete="new-password"
            required
            mark={false}
          />
          <Collected {...props} activities={[admitting]} />
          <Button>{t.passwordButton}</Button>
        </Form>
      </Panel>
      <ToAccount {...props} />
    </DoorPage>
  )
}

function Sessions({ language, organisation, href, sessions, session }: SecurityProps): Html {
  const t = words(language).security
  const known = (line: SessionLine) => !['other', 'robot'].includes(line.browser)
  return (
    <Panel title={t.sessions} lead={t.sessionsLead}>
      <SessionTable
        language={language}
        zone={organisation.zone}
        sessions={sessions.map((line) => (known(line) ? line : { ...line, browser: t.otherBrowser }))}
        session={session}
        action={href('/konto/sitzungen')}
        words={t}
      />
      <ActionForm action={href('/konto/sitzungen')} hidden={{ sitzung: 'alle' }} kind="secondary">
        {t.all}
      </ActionForm>
    </Panel>
  )
}

/** The box that says that it is really meant. */
const Sure = ({
  language,
  filled,
  label,
}: Pick<CloseProps, 'language' | 'filled'> & { readonly label: string }): Html => (
  <CheckField {...fieldOf({ ...blank, problems: filled.problems }, language)('sure', label)} mark={false} />
)

export type CloseProps = Framed & {
  readonly filled: Filled
  /** The last day on which master data and, if there are any, business letters are kept. */
  readonly until: Temporal.PlainDate
  readonly letters: Temporal.PlainDate | undefined
  readonly rights: string
}

/** Closing the account, with all that follows from it said before. */
export function ClosePage(props: CloseProps): Html {
  const { language, organisation, href, filled, until, letters, rights } = props
  const { close: t, fields } = words(language)
  const f = format(language, organisation.zone)
  return (
    <DoorPage {...props} title={t.title}>
      <Panel title={t.title} level={1} lead={t.lead}>
        <h2>{t.what}</h2>
        <ul>
          <li>{t.now}</li>
          <li>{t.year(f.shortDate(until))}</li>
          {letters && <li>{t.kept(f.shortDate(letters))}</li>}
          <li>{t.appointments}</li>
        </ul>
        <p>
          <Link url={rights}>{t.sooner}</Link>
        </p>
        <Form action={href('/konto/schliessen')}>
          <TextField
            {...fieldOf(filled, language)('password', fields.password)}
            type="password"
            autocomplete="current-password"
            required
            mark={false}
          />
          <Sure language={language} filled={filled} label={t.sure} />
          <Collected {...props} activities={[admitting]} />
          <Button kind="danger">{t.button}</Button>
        </Form>
        <ToAccount {...props} />
      </Panel>
    </DoorPage>
  )
}
