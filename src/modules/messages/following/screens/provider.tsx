import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  Form,
  type Html,
  KeyValue,
  Notice,
  Panel,
  Pill,
  SelectField,
  TextField,
} from '#platform/ui/index.ts'
import { FEEDBACK_SETUP } from '../navigation.ts'
import { feedbackProviders } from '../providers/index.ts'
import type { FeedbackProvider } from '../providers/told.ts'
import { feedbackWords } from '../texts.ts'

type Name = FeedbackProvider['name']

export type ProviderPanelProps = {
  readonly language: Language
  readonly href: (path: string) => string
  /** The provider that is heard, if any. */
  readonly provider: string
  readonly entered: string
  readonly problem: string | undefined
  /** The password that was made just now; shown once. */
  readonly made: string | undefined
  readonly address: (provider: string) => string
}

const isName = (name: string): name is Name => feedbackProviders.some((one) => one.name === name)

/** The address as Postmark wants it: with name and password before the host. */
const withPassword = (address: string, password: string): string => address.replace('://', `://belegt:${password}@`)

/** Which provider tells in its own format, and what must be entered there. */
export function ProviderPanel(props: ProviderPanelProps): Html {
  const { language, href, provider, problem, made, address } = props
  const w = feedbackWords(language)
  const p = w.provider
  const now = isName(provider) ? provider : undefined
  return (
    <Panel
      title={p.title}
      aside={<Pill tone={now ? 'success' : 'info'}>{now ? p.names[now] : p.none}</Pill>}
      id="anbieter"
    >
      <p>{p.lead}</p>
      {made && now && (
        <Notice language={language} tone="success" title={p.madeTitle} role="status">
          {p.madeOnce}
        </Notice>
      )}
      {now && (
        <KeyValue
          items={[
            { term: w.address, value: <code>{address(now)}</code> },
            ...(made ? [{ term: p.password, value: <code>{made}</code> }] : []),
            ...(made && now === 'postmark'
              ? [{ term: p.whole, value: <code>{withPassword(address(now), made)}</code> }]
              : []),
          ]}
        />
      )}
      {now && <p class="muted small">{p.how[now]}</p>}
      <Form action={href(`${FEEDBACK_SETUP}/anbieter`)}>
        <SelectField
          language={language}
          name="anbieter"
          label={p.which}
          value={props.entered || provider}
          empty={false}
          mark={false}
          options={[
            { value: '', label: p.none },
            ...feedbackProviders.map(({ name }) => ({ value: name, label: p.names[name] })),
          ]}
        />
        <TextField
          language={language}
          name="zugang"
          label={p.key}
          hint={p.keyHint}
          value=""
          maxlength={400}
          autocomplete="off"
          error={problem === undefined ? undefined : (w.fields[problem] ?? problem)}
        />
        <Actions>
          <Button kind="secondary">{p.save}</Button>
        </Actions>
      </Form>
    </Panel>
  )
}
