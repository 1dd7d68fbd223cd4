import type { StaffFrame } from '#platform/http/frame.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Actions,
  Button,
  CheckField,
  ErrorSummary,
  Form,
  type Html,
  KeyValue,
  Link,
  Notice,
  PageHead,
  Panel,
  Pill,
  Stack,
  StaffPage,
  TextField,
} from '#platform/ui/index.ts'
import { FEEDBACK_PAGE, FEEDBACK_SETUP } from '../navigation.ts'
import type { SetUp } from '../set-up.ts'
import { feedbackWords } from '../texts.ts'
import { ProviderPanel } from './provider.tsx'

export type SetUpProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly setUp: SetUp
  /** Whether whoever runs the mailbox stands in the register. */
  readonly allowed: boolean
  readonly entered: Raw
  readonly problems: Problems
  /** What trying it out said. */
  readonly outcome: { readonly mails: number } | { readonly problem: string } | undefined
  /** The new secret, only in the answer to making it. */
  readonly secret: string | undefined
  readonly webhook: string
  /** The password for a provider that has just been chosen, only in that answer. */
  readonly made: string | undefined
  readonly providerAddress: (provider: string) => string
  readonly done: 'gespeichert' | 'gemessen' | undefined
}

/** How the organisation hears of its mails: mailbox, webhook, and whether people may be asked for a consent to measuring. */
export function SetUpPage(props: SetUpProps): Html {
  const { frame, language, href, problems, done } = props
  const w = feedbackWords(language)
  return (
    <StaffPage
      {...frame}
      title={w.setUpTitle}
      notices={
        done && (
          <Notice language={language} tone="success" role="status">
            {w.done[done]}
          </Notice>
        )
      }
    >
      <PageHead title={w.setUpTitle} lead={w.setUpLead} />
      <Stack>
        <p>
          <Link url={href(FEEDBACK_PAGE)}>{w.back}</Link>
        </p>
        <ErrorSummary
          language={language}
          errors={Object.entries(problems).map(([field, code]) => ({ field, message: w.fields[code] ?? code }))}
        />
        <MailboxPanel {...props} />
        <WebhookPanel {...props} />
        <ProviderPanel
          language={language}
          href={href}
          provider={props.setUp.provider}
          entered={props.entered['anbieter'] ?? ''}
          problem={problems['zugang']}
          made={props.made}
          address={props.providerAddress}
        />
        <MeasuringPanel {...props} />
      </Stack>
    </StaffPage>
  )
}

function MailboxPanel(props: SetUpProps): Html {
  const { language, href, setUp, entered, problems, allowed, outcome } = props
  const w = feedbackWords(language)
  const f = format(language, props.zone)
  const field = (name: string, value: string) => ({
    language,
    name,
    value: entered[name] ?? value,
    error: problems[name] === undefined ? undefined : (w.fields[problems[name]] ?? problems[name]),
  })
  return (
    <Panel
      title={w.mailbox}
      aside={<Pill tone={setUp.active ? 'success' : 'info'}>{setUp.active ? w.state.on : w.state.off}</Pill>}
    >
      <p>{w.mailboxLead}</p>
      {!allowed && (
        <Notice language={language} tone="warning" title={w.entryMissing}>
          {w.entryHint} <Link url={href('/team/datenschutz/auftragsverarbeiter')}>{w.toRegister}</Link>
        </Notice>
      )}
      {outcome && (
        <Notice language={language} tone={'mails' in outcome ? 'success' : 'warning'} role="status">
          {'mails' in outcome ? w.works(outcome.mails) : (w.problems[outcome.problem] ?? w.problems['connection'])}
        </Notice>
      )}
      {setUp.active && <p class="muted">{setUp.checkedAt ? w.lastRead(f.dateTime(setUp.checkedAt)) : w.neverRead}</p>}
      <Form action={href(FEEDBACK_SETUP)}>
        <TextField {...field('server', setUp.host)} label={w.host} hint={w.hostHint} maxlength={200} required />
        <TextField {...field('port', String(setUp.port))} label={w.port} hint={w.portHint} maxlength={5} required />
        <TextField
          {...field('benutzer', setUp.username)}
          label={w.username}
          maxlength={200}
          autocomplete="off"
          required
        />
        <TextField
          {...field('passwort', '')}
          label={w.password}
          hint={setUp.hasPassword ? w.passwordKept : undefined}
          type="password"
          autocomplete="new-password"
          maxlength={500}
          required={!setUp.hasPassword}
        />
        <TextField {...field('ordner', setUp.folder)} label={w.folder} maxlength={200} required />
        <TextField
          {...field('adresse', setUp.returnPath)}
          label={w.returnPath}
          hint={w.returnPathHint}
          maxlength={200}
          autocomplete="off"
          required
        />
        <CheckField language={language} name="lesen" label={w.active} checked={setUp.active} mark={false} />
        <Actions>
          <Button>{w.save}</Button>
        </Actions>
      </Form>
    </Panel>
  )
}

function WebhookPanel({ language, href, setUp, secret, webhook }: SetUpProps): Html {
  const w = feedbackWords(language)
  return (
    <Panel title={w.webhook}>
      <p>{w.webhookLead}</p>
      <KeyValue
        items={[
          { term: w.address, value: <code>{webhook}</code> },
          ...(secret ? [{ term: w.secret, value: <code>{secret}</code> }] : []),
        ]}
      />
      {!secret && <p class="muted">{setUp.hasWebhook ? w.hasSecret : w.noSecret}</p>}
      {setUp.hasWebhook && <p class="muted small">{w.secretHint}</p>}
      <ActionForm action={href(`${FEEDBACK_SETUP}/schluessel`)} kind="secondary">
        {w.newSecret}
      </ActionForm>
    </Panel>
  )
}

function MeasuringPanel({ language, href, setUp }: SetUpProps): Html {
  const w = feedbackWords(language)
  return (
    <Panel title={w.measuring}>
      <p>{w.measuringLead}</p>
      <Form action={href(`${FEEDBACK_SETUP}/messen`)}>
        <CheckField language={language} name="messen" label={w.measures} checked={setUp.measures} mark={false} />
        <Actions>
          <Button kind="secondary">{w.saveMeasures}</Button>
        </Actions>
      </Form>
    </Panel>
  )
}
