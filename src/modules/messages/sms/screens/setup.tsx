import type { StaffFrame } from '#platform/http/frame.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  ButtonLink,
  Columns,
  ErrorSummary,
  Form,
  type Html,
  Link,
  Notice,
  PageHead,
  Panel,
  Pill,
  Rows,
  StaffPage,
  Stack,
  TextField,
} from '#platform/ui/index.ts'
import { paths } from '../paths.ts'
import type { AccessField, SmsProvider } from '../provider.ts'
import { providers } from '../providers/index.ts'
import type { SmsSetup } from '../settings.ts'
import { setupWords } from '../setup-texts.ts'
import { SmsTabs, whenIn } from './parts.tsx'

export type SetupProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly setup: SmsSetup | undefined
  /** Whose form is shown; undefined: it is still to be chosen. */
  readonly provider: SmsProvider | undefined
  readonly on: boolean
  /** Where the register of processors stands, below an organisation. */
  readonly processors: string
  /** Where the provider is to report. */
  readonly address: string
  readonly values: Raw
  readonly errors: Problems
  readonly said: 'saved' | 'conflict' | 'sent' | 'unanswered' | undefined
}

/** Who sends, what is still missing before anything leaves, and a test. */
export function SmsSetupPage(props: SetupProps): Html {
  const { frame, language, provider, errors, said } = props
  const w = setupWords(language)
  const notes = {
    saved: ['success', w.saved],
    conflict: ['warning', w.conflict],
    sent: ['success', w.sent],
    unanswered: ['warning', w.testUnanswered],
  } as const
  return (
    <StaffPage
      {...frame}
      title={w.title}
      notices={
        said && (
          <Notice language={language} tone={notes[said][0]} role="status">
            {notes[said][1]}
          </Notice>
        )
      }
    >
      <PageHead title={w.title} lead={w.lead} />
      <Stack>
        <SmsTabs {...props} current="setup" mayChange />
        <ErrorSummary
          language={language}
          errors={Object.entries(errors).map(([field, message]) => ({ field, message }))}
        />
        {provider ? (
          <Columns aside={<Missing {...props} provider={provider} />}>
            <AccessForm {...props} provider={provider} />
            {props.setup?.provider === provider && <Test {...props} />}
          </Columns>
        ) : (
          <Choice {...props} />
        )}
      </Stack>
    </StaffPage>
  )
}

function Choice({ language, href }: SetupProps): Html {
  const w = setupWords(language)
  return (
    <Panel title={w.choose} lead={w.chooseLead}>
      <Rows
        rows={providers.map((one) => ({
          main: one.label,
          note: one.place[language],
          end: (
            <ButtonLink small url={`${href(paths.setup)}?anbieter=${one.name}`}>
              {w.take(one.label)}
            </ButtonLink>
          ),
        }))}
      />
    </Panel>
  )
}

type Chosen = SetupProps & { readonly provider: SmsProvider }

function AccessForm({ language, href, provider, setup, values, errors }: Chosen): Html {
  const w = setupWords(language)
  const same = setup?.provider === provider
  const line = (name: string, label: string) => ({
    language,
    name,
    label,
    required: true,
    mark: false,
    value: values[name],
    error: errors[name],
    autocomplete: 'off',
  })
  const secretOf = (field: AccessField) => (
    <TextField
      {...line(field.name, field.label[language])}
      value={undefined}
      type="password"
      required={!same}
      hint={[field.hint?.[language], same && w.kept].filter(Boolean).join(' ')}
      maxlength={200}
    />
  )
  return (
    <Panel
      title={w.form(provider.label)}
      lead={provider.place[language]}
      aside={<Link url={`${href(paths.setup)}?anbieter=`}>{w.change}</Link>}
    >
      <Form
        action={href(paths.setup)}
        hidden={{ provider: provider.name, version: values['version'] ?? String(setup?.version ?? 0) }}
      >
        {provider.fields.map((field) =>
          field.secret ? (
            secretOf(field)
          ) : (
            <TextField {...line(field.name, field.label[language])} hint={field.hint?.[language]} maxlength={200} />
          ),
        )}
        <TextField {...line('sender', w.sender)} hint={w.senderHint} maxlength={34} width="medium" />
        <TextField {...line('price', w.price)} hint={w.priceHint} inputmode="decimal" maxlength={12} width="short" />
        <TextField {...line('currency', w.currency)} maxlength={3} width="short" />
        <Actions>
          <Button>{w.save}</Button>
        </Actions>
      </Form>
    </Panel>
  )
}

function Missing({ language, zone, href, provider, setup, on, processors, address }: Chosen): Html {
  const w = setupWords(language)
  const stored = setup?.provider === provider
  const mark = (done: boolean) => <Pill tone={done ? 'success' : 'warning'}>{done ? w.done : w.open}</Pill>
  const failedTest = stored && setup.testedAt && setup.tested !== 'ok'
  return (
    <>
      <Panel title={w.steps}>
        <Rows
          rows={[
            { main: stored ? w.state.access : w.state.noAccess, end: mark(stored) },
            { main: on ? w.state.on : w.state.off, note: on ? undefined : w.state.offHint, end: mark(on) },
            {
              main: failedTest
                ? w.state.testFailed(setup.tested)
                : stored && setup.testedAt
                  ? w.state.tested(whenIn(language, zone, setup.testedAt))
                  : w.state.untested,
              note: failedTest ? provider.hints[setup.tested]?.[language] : undefined,
              end: mark(Boolean(stored && setup.testedAt && !failedTest)),
            },
          ]}
        />
        {!on && (
          <Actions>
            <ButtonLink
              kind="secondary"
              small
              url={`${href(`${processors}/neu`)}?fuer=${provider.connector.recipient}`}
            >
              {w.state.enter(provider.label)}
            </ButtonLink>
            <ButtonLink kind="secondary" small url={href(processors)}>
              {w.state.register}
            </ButtonLink>
          </Actions>
        )}
      </Panel>
      {stored && (
        <Panel title={w.byHand}>
          <p class="small">{provider.byHand(address)[language]}</p>
        </Panel>
      )}
    </>
  )
}

function Test({ language, href, on, values, errors }: SetupProps): Html {
  const w = setupWords(language)
  return (
    <Panel title={w.test} lead={on ? w.testLead : w.notYet}>
      {on && (
        <Form action={href(paths.test)}>
          <TextField
            language={language}
            name="nummer"
            label={w.number}
            type="tel"
            autocomplete="off"
            required
            mark={false}
            maxlength={40}
            width="medium"
            value={values['nummer']}
            error={errors['nummer']}
          />
          <Actions>
            <Button kind="secondary">{w.send}</Button>
          </Actions>
        </Form>
      )}
    </Panel>
  )
}
