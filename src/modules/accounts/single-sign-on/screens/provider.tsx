import {
  ActionForm,
  Actions,
  Button,
  ButtonLink,
  CheckField,
  ErrorSummary,
  Form,
  Muted,
  Notice,
  PageHead,
  Panel,
  Pill,
  Stack,
  StaffPage,
  TextField,
  type Html,
} from '#platform/ui/index.ts'
import type { Filled } from '../../screens/form.tsx'
import type { Staff } from '../../screens/own.tsx'
import type { Provider } from '../provider.ts'
import { signOnWords } from '../texts.ts'

export const PROVIDER_PAGE = '/team/einrichtung/anbieter'

export type ProviderDone = 'saved' | 'savedSilent' | 'switched' | 'removed'

export type ProviderProps = Staff & {
  readonly provider: Provider | undefined
  readonly registered: boolean
  /** What the provider has to be told. */
  readonly backAddress: string
  readonly filled: Filled
  readonly done: ProviderDone | undefined
}

export function ProviderPage(props: ProviderProps): Html {
  const { frame, language, href, provider, registered, backAddress, done } = props
  const t = signOnWords(language).set
  return (
    <StaffPage
      {...frame}
      title={t.title}
      notices={
        done === undefined ? (
          <></>
        ) : (
          <Notice
            language={language}
            tone={done === 'savedSilent' ? 'warning' : 'success'}
            role="status"
            title={t[done]}
          />
        )
      }
    >
      <PageHead title={t.title} lead={t.lead} />
      <Stack>
        {provider && !registered && (
          <Notice language={language} tone="warning" title={t.unregistered}>
            <p>{t.unregisteredText}</p>
            <ButtonLink url={href('/team/datenschutz/auftragsverarbeiter')} kind="secondary">
              {t.registerLink}
            </ButtonLink>
          </Notice>
        )}
        <Panel>
          <p>
            {provider ? (
              <Pill tone={provider.active ? 'success' : 'muted'}>{provider.active ? t.on : t.off}</Pill>
            ) : (
              <Muted>{t.none}</Muted>
            )}
          </p>
          <p>
            {t.backAddress}:
            <br />
            <code>{backAddress}</code>
          </p>
          <p>
            <Muted>{t.backHint}</Muted>
          </p>
          <p>
            <Muted>{t.limits}</Muted>
          </p>
          {provider && <Switches {...props} provider={provider} />}
        </Panel>
        <Panel>
          <ProviderForm {...props} />
        </Panel>
      </Stack>
    </StaffPage>
  )
}

function Switches({ language, href, provider }: ProviderProps & { readonly provider: Provider }): Html {
  const t = signOnWords(language).set
  const action = href(`${PROVIDER_PAGE}/schalten`)
  return (
    <Actions>
      <ActionForm action={action} hidden={{ an: provider.active ? 'nein' : 'ja' }} kind="secondary">
        {provider.active ? t.switchOff : t.switchOn}
      </ActionForm>
      <ActionForm action={href(`${PROVIDER_PAGE}/entfernen`)} kind="danger">
        {t.remove}
      </ActionForm>
    </Actions>
  )
}

function ProviderForm({ language, href, provider, filled }: ProviderProps): Html {
  const { set: t, problems } = signOnWords(language)
  const said = (name: string) => {
    const code = filled.problems[name]
    return code === undefined ? undefined : problems[code as keyof typeof problems]
  }
  const field = (name: string, label: string, now = '') => ({
    language,
    name,
    label,
    value: filled.raw[name] ?? now,
    error: said(name),
    required: true,
  })
  const errors = Object.keys(filled.problems).map((name) => ({ field: name, message: said(name) ?? '' }))
  return (
    <>
      <ErrorSummary language={language} errors={errors} />
      <Form action={href(PROVIDER_PAGE)}>
        <TextField {...field('name', t.name, provider?.name)} hint={t.nameHint} />
        <TextField {...field('issuer', t.issuer, provider?.issuer)} hint={t.issuerHint} type="url" />
        <TextField {...field('client_id', t.clientId, provider?.clientId)} autocomplete="off" />
        <TextField
          {...field('secret', t.secret)}
          value=""
          type="password"
          autocomplete="off"
          required={!provider}
          {...(provider ? { hint: t.secretKept } : {})}
        />
        <CheckField
          language={language}
          name="trusts_mail"
          label={t.trustsMail}
          hint={t.trustsMailHint}
          checked={filled.raw['trusts_mail'] !== undefined || (provider?.trustsMail ?? false)}
        />
        <Button>{t.save}</Button>
      </Form>
    </>
  )
}
