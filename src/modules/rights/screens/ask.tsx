import type { PublicFrame } from '#platform/http/frame.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  CheckField,
  ChoiceGroup,
  ErrorSummary,
  Form,
  type Html,
  Link,
  Notice,
  Panel,
  PublicPage,
  Rows,
  SelectField,
  Stack,
  Steps,
  TextArea,
  TextField,
} from '#platform/ui/index.ts'
import type { Kind } from '../data.ts'
import { grounds, kinds, slugs } from '../rules/kinds.ts'
import { words } from '../texts.ts'

type Public = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly href: (path: string) => string
}

export const RIGHTS = '/datenschutz/rechte'

/** What can be asked for: one question, nine answers. `at` is below which address each form stands. */
export function ChoosePage({ frame, language, href, contact, at }: Public & { contact: string; at: string }): Html {
  const w = words(language)
  const p = w.public
  return (
    <PublicPage {...frame} title={p.title} width="narrow">
      <Stack>
        <Panel level={1} title={p.title} lead={p.lead}>
          <Rows
            rows={kinds.map((kind) => ({
              main: <Link url={href(`${at}/${slugs[kind]}`)}>{w.kinds[kind].title}</Link>,
              note: w.kinds[kind].about,
            }))}
          />
        </Panel>
        <Panel title={p.how}>
          <p>{p.howText(contact)}</p>
        </Panel>
      </Stack>
    </PublicPage>
  )
}

export type Choice = { readonly value: string; readonly label: string }

export type AskProps = Public & {
  readonly kind: Kind
  readonly action: string
  readonly backTo: string
  readonly hidden: Readonly<Record<string, string>>
  readonly entered: Raw
  readonly problems: Problems
  readonly notice: Html
  readonly activities: readonly Choice[]
  /** Whose mail led here: name and address are known, and are not asked for. */
  readonly known?: { readonly name: string; readonly mail: string } | undefined
  readonly slow?: boolean
  readonly tooMany?: boolean
}

/** A problem's sentence. */
export function sentence(language: Language, code: string, label: string): string {
  const sentences: Record<string, (field: string) => string> = words(language).problems
  return (sentences[code] ?? sentences['other'])?.(label) ?? ''
}

/** The form for one kind of request. */
export function AskPage(props: AskProps): Html {
  const { frame, language, kind, problems } = props
  const w = words(language)
  const p = w.public
  const { name, mail, also, address, ground, activity } = p
  const labels: Record<string, string> = { name, mail, also, address, ground, activity, message: messageLabel(props) }
  const told = (field: string) => sentence(language, problems[field] ?? '', labels[field] ?? field)
  const errors = Object.keys(problems).map((field) => ({ field, message: told(field) }))
  return (
    <PublicPage {...frame} title={w.kinds[kind].title} hidden width="narrow">
      {!props.known && <Steps language={language} steps={p.steps} current={2} />}
      {props.slow && (
        <Notice language={language} tone="info" title={p.slow} role="alert">
          {p.slowWhy}
        </Notice>
      )}
      {props.tooMany && <Notice language={language} tone="warning" title={p.tooMany} role="alert" />}
      <ErrorSummary language={language} errors={errors} />
      <Panel level={1} title={w.kinds[kind].title} lead={w.kinds[kind].about}>
        <Form action={props.action} hidden={props.hidden}>
          <Fields {...props} told={told} />
          <div class="trap" aria-hidden="true">
            <label>
              {p.trap}
              <input type="text" name="website" tabindex={-1} autocomplete="off" />
            </label>
          </div>
          {props.notice}
          <Actions>
            <Button>{p.submit}</Button>
          </Actions>
        </Form>
        <p>
          <Link url={props.backTo}>{p.back}</Link>
        </p>
      </Panel>
    </PublicPage>
  )
}

const messageLabel = ({ language, kind }: AskProps): string => {
  const p = words(language).public
  return kind === 'rectification' || kind === 'objection' || kind === 'restriction' ? p.messages[kind] : p.message
}

function Fields(props: AskProps & { readonly told: (field: string) => string }): Html {
  const { language, kind, entered, problems, told } = props
  const w = words(language)
  const p = w.public
  const field = (name: string) => ({
    language,
    name,
    value: entered[name],
    ...(problems[name] ? { error: told(name) } : {}),
  })
  return (
    <>
      {kind === 'restriction' && (
        <ChoiceGroup
          {...field('ground')}
          label={p.ground}
          required
          options={grounds.map((ground) => ({ value: ground, label: w.grounds[ground] }))}
        />
      )}
      {(kind === 'withdrawal' || kind === 'objection') && props.activities.length > 0 && (
        <SelectField
          {...field('activity')}
          label={kind === 'objection' ? p.objectedTo : p.activity}
          {...(kind === 'objection' ? { hint: p.objectedHint } : {})}
          empty={false}
          mark={false}
          options={[{ value: '', label: kind === 'objection' ? p.notSure : p.allActivities }, ...props.activities]}
        />
      )}
      {props.known ? (
        <p>
          <strong>{props.known.name}</strong>
          <br />
          {props.known.mail}
        </p>
      ) : (
        <>
          <TextField {...field('name')} label={p.name} autocomplete="name" maxlength={200} required />
          <TextField
            {...field('mail')}
            label={p.mail}
            hint={p.mailHint}
            type="email"
            autocomplete="email"
            maxlength={254}
            required
          />
        </>
      )}
      <TextArea
        {...field('message')}
        label={messageLabel(props)}
        rows={4}
        maxlength={4000}
        required={kind === 'rectification' || kind === 'objection'}
      />
      {!props.known && (
        <>
          <TextArea {...field('also')} label={p.also} hint={p.alsoHint} rows={2} maxlength={1000} />
          <TextArea {...field('address')} label={p.address} rows={3} maxlength={400} />
          <CheckField
            language={language}
            name="for_other"
            label={p.forOther}
            checked={entered['for_other'] !== undefined}
            mark={false}
          />
        </>
      )}
    </>
  )
}

/** The mail is on its way: what to do now. */
export function SentPage({ frame, language }: Public): Html {
  const p = words(language).public
  return (
    <PublicPage {...frame} title={p.sentTitle} hidden width="narrow">
      <Steps language={language} steps={p.steps} current={3} />
      <Panel level={1} title={p.sentTitle}>
        <p>{p.sentText}</p>
        <p>{p.sentClock}</p>
        <p class="muted">{p.sentNone}</p>
      </Panel>
    </PublicPage>
  )
}

/** Behind the link in the mail: one button, since a program that looks at links must not confirm anything. */
export function ConfirmPage({ frame, language, kind, action }: Public & { kind: Kind; action: string }): Html {
  const w = words(language)
  return (
    <PublicPage {...frame} title={w.public.confirmTitle} hidden width="narrow">
      <Steps language={language} steps={w.public.steps} current={3} />
      <Panel level={1} title={w.public.confirmTitle}>
        <p>{w.public.confirmText(w.kinds[kind].short)}</p>
        <Form action={action}>
          <Actions>
            <Button>{w.public.confirmButton}</Button>
          </Actions>
        </Form>
      </Panel>
    </PublicPage>
  )
}

/** Where one can complain: said at once, without a form. */
export function ComplaintPage({ frame, language, href, lines }: Public & { lines: readonly string[] }): Html {
  const p = words(language).public
  return (
    <PublicPage {...frame} title={p.complaintTitle} width="narrow">
      <Panel level={1} title={p.complaintTitle}>
        <Stack>
          {lines.map((line) => (
            <p>{line}</p>
          ))}
        </Stack>
        <p>
          <Link url={href(RIGHTS)}>{p.back}</Link>
        </p>
      </Panel>
    </PublicPage>
  )
}
