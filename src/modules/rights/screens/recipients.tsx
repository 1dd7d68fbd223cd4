import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  Actions,
  Button,
  Form,
  type Html,
  Link,
  Panel,
  Pill,
  SelectField,
  Stack,
  TextField,
} from '#platform/ui/index.ts'
import { words } from '../texts.ts'
import { hiddenOf, type StepProps } from './fields.tsx'

export type RecipientLine = {
  readonly id: string
  readonly name: string
  readonly place: string
  readonly state: 'open' | 'told' | 'confirmed' | 'impossible'
  readonly on: Temporal.PlainDate | undefined
  readonly why: string
  readonly letter: string
}

/** Everybody who received the data, with what became of telling them (Art. 19 GDPR). */
export function RecipientsPanel(
  props: StepProps & { readonly zone: string; readonly lines: readonly RecipientLine[] },
): Html {
  const { language, lines } = props
  const w = words(language).recipients
  return (
    <Panel title={w.title}>
      {lines.length === 0 && <p class="muted">{w.none}</p>}
      <Stack>
        {lines.map((line) => (
          <Recipient {...props} line={line} />
        ))}
      </Stack>
      {lines.length > 0 && (
        <ActionForm action={props.action('liste')} hidden={hiddenOf(props)} kind="tertiary">
          {w.list}
        </ActionForm>
      )}
    </Panel>
  )
}

const tones = { open: 'warning', told: 'info', confirmed: 'success', impossible: 'muted' } as const

function Recipient(props: StepProps & { readonly zone: string; readonly line: RecipientLine }): Html {
  const { language, line, today, zone } = props
  const w = words(language).recipients
  const done = line.state === 'confirmed' || line.state === 'impossible'
  return (
    <Stack>
      <h3>{line.name}</h3>
      <p>
        <Pill tone={tones[line.state]}>{w.states[line.state]}</Pill>{' '}
        {line.on && format(language, zone).shortDate(line.on)} {line.why}
      </p>
      <p class="small muted">
        {line.place} {line.place && '· '}
        <Link url={line.letter}>{w.letter}</Link>
      </p>
      {!done && (
        <Form action={props.action(`empfaenger/${line.id}`)} hidden={hiddenOf(props)} label={line.name}>
          <div class="row">
            <SelectField
              language={language}
              name="state"
              id={`state-${line.id}`}
              label={w.what}
              empty={false}
              mark={false}
              value={line.state === 'told' ? 'confirmed' : 'told'}
              options={[
                { value: 'told', label: w.told },
                { value: 'confirmed', label: w.confirmed },
                { value: 'impossible', label: w.impossible },
              ]}
            />
            <TextField
              language={language}
              name="on"
              id={`on-${line.id}`}
              label={w.on}
              type="date"
              value={today}
              max={today}
              mark={false}
            />
          </div>
          <TextField language={language} name="why" id={`why-${line.id}`} label={w.why} maxlength={500} mark={false} />
          <Actions>
            <Button kind="secondary">{w.save}</Button>
          </Actions>
        </Form>
      )}
    </Stack>
  )
}
