import {
  Actions,
  Button,
  ChoiceGroup,
  CheckField,
  FieldSet,
  Form,
  type Html,
  SelectField,
  TextArea,
  TextField,
} from '#platform/ui/index.ts'
import { type Kind, namedIn, type RequestRow } from '../data.ts'
import { grounds, methods, refusals } from '../rules/kinds.ts'
import type { Step } from '../rules/steps.ts'
import { words } from '../texts.ts'
import type { Choice } from './ask.tsx'
import { hiddenOf, SendingFields, type StepProps } from './fields.tsx'

export type StepsProps = StepProps & {
  readonly row: RequestRow
  /** What the person sent to show who they are. */
  readonly proofs: readonly string[]
  /** What somebody can object to, by Art. 21(1). */
  readonly objectable: readonly Choice[]
  /** Where what was gathered can be looked at. */
  readonly archive: string | undefined
}

/** A step's words and its form; undefined where the step has a panel of its own. */
export function stepForm(step: Step, props: StepsProps): { readonly title: string; readonly body: Html } | undefined {
  const w = words(props.language).steps
  switch (step) {
    case 'authority':
      return { title: w.authority.title, body: <Authority {...props} /> }
    case 'identify':
      return { title: w.identify.title, body: <Identify {...props} /> }
    case 'doubt':
      return { title: w.doubt.title, body: <Doubt {...props} /> }
    case 'against':
      return { title: w.against.title, body: <Against {...props} /> }
    case 'extend':
      return { title: w.extend.title, body: <Extend {...props} /> }
    case 'carry':
      return { title: w.carry.title, body: <Carry {...props} /> }
    case 'answer':
      return { title: w.answer.title, body: <Answer {...props} /> }
    case 'refuse':
      return { title: w.refuse.title, body: <Refuse {...props} /> }
    case 'take-back':
      return { title: w['take-back'].title, body: <TakeBack {...props} /> }
    case 'persons':
      return undefined
  }
}

function Authority(props: StepsProps): Html {
  const { language } = props
  const w = words(language).steps.authority
  return (
    <Form action={props.action('vollmacht')} hidden={hiddenOf(props)} label={w.title}>
      <p>{w.text}</p>
      <TextField language={language} name="said" id="authority-said" label={w.said} maxlength={300} />
      <Actions>
        <Button name="shown" value="yes">
          {w.shown}
        </Button>
        <Button kind="secondary" name="shown" value="no">
          {w.missing}
        </Button>
      </Actions>
    </Form>
  )
}

function Identify(props: StepsProps): Html {
  const { language } = props
  const w = words(language)
  const s = w.steps.identify
  return (
    <Form action={props.action('person')} hidden={hiddenOf(props)} label={s.title}>
      <p>{s.text}</p>
      {props.proofs.length > 0 && (
        <blockquote>
          {props.proofs.map((proof) => (
            <p class="lines">{proof}</p>
          ))}
          <p class="small muted">{s.proofs}</p>
        </blockquote>
      )}
      <SelectField
        language={language}
        name="method"
        label={s.method}
        required
        options={methods.map((method) => ({ value: method, label: w.methods[method] }))}
      />
      <TextField language={language} name="said" id="identify-said" label={s.said} maxlength={300} />
      <Actions>
        <Button name="proven" value="yes">
          {s.proven}
        </Button>
        <Button kind="secondary" name="proven" value="no">
          {s.failed}
        </Button>
      </Actions>
    </Form>
  )
}

function Doubt(props: StepsProps): Html {
  const { language } = props
  const w = words(language).steps.doubt
  return (
    <Form action={props.action('nachfrage')} hidden={hiddenOf(props)} label={w.title}>
      <p>{w.text}</p>
      <TextArea
        language={language}
        name="question"
        label={w.question}
        hint={w.example}
        rows={3}
        maxlength={1000}
        required
      />
      <SendingFields {...props} id="doubt" />
      <Actions>
        <Button kind="secondary">{w.button}</Button>
      </Actions>
    </Form>
  )
}

function Against(props: StepsProps): Html {
  const { language } = props
  const w = words(language).steps.against
  const left = props.objectable.filter(({ value }) => !namedIn(props.row).includes(value))
  if (left.length === 0) return <p>{w.all}</p>
  return (
    <Form action={props.action('wogegen')} hidden={hiddenOf(props)} label={w.title}>
      <p>{w.text}</p>
      <ChoiceGroup language={language} name="objected" label={w.which} options={left} many required />
      <Actions>
        <Button>{w.button}</Button>
      </Actions>
    </Form>
  )
}

function Extend(props: StepsProps): Html {
  const { language } = props
  const w = words(language).steps.extend
  return (
    <Form action={props.action('verlaengern')} hidden={hiddenOf(props)} label={w.title}>
      <p>{w.text}</p>
      <SelectField
        language={language}
        name="months"
        label={w.months}
        empty={false}
        mark={false}
        options={[
          { value: '1', label: w.one },
          { value: '2', label: w.two },
        ]}
      />
      <TextArea
        language={language}
        name="reason"
        id="extend-reason"
        label={w.reason}
        rows={3}
        maxlength={1000}
        required
      />
      <SendingFields {...props} id="extend" />
      <Actions>
        <Button kind="secondary">{w.button}</Button>
      </Actions>
    </Form>
  )
}

function Carry(props: StepsProps): Html {
  const { language, row } = props
  const [w, s] = [words(language), words(language).steps.carry]
  const kind = row.kind as Kind
  return (
    <Form action={props.action('ausfuehren')} hidden={hiddenOf(props)} label={s.title}>
      <p>{props.owed > 0 ? `${s.text[kind]} ${s.owed}` : s.text[kind]}</p>
      {kind === 'restriction' && (
        <ChoiceGroup
          language={language}
          name="ground"
          label={s.ground}
          required
          value={row.ground ?? undefined}
          options={grounds.map((ground) => ({ value: ground, label: w.grounds[ground] }))}
        />
      )}
      {kind === 'objection' && (
        <TextArea language={language} name="weighing" label={s.weighing} rows={4} maxlength={4000} required />
      )}
      {kind === 'rectification' && (
        <>
          <TextField language={language} name="right_name" label={s.fields.name} maxlength={200} />
          <TextField language={language} name="right_mail" label={s.fields.mail} type="email" maxlength={254} />
          <TextField language={language} name="right_phone" label={s.fields.phone} type="tel" maxlength={40} />
        </>
      )}
      {kind === 'erasure' && <CheckField language={language} name="sure" label={s.sure} mark={false} />}
      <p class="small muted">{s.failed}</p>
      <Actions>
        <Button kind={kind === 'erasure' ? 'danger' : 'primary'}>{s.button[kind]}</Button>
      </Actions>
    </Form>
  )
}

function Answer(props: StepsProps): Html {
  const { language, row } = props
  const w = words(language).steps.answer
  const gathered = row.carried && (row.kind === 'access' || row.kind === 'portability')
  return (
    <>
      {gathered && (
        <>
          <p>{w.counts(Number(row.carried?.['rows'] ?? 0), Number(row.carried?.['kinds'] ?? 0))}</p>
          <div class="acts">
            {props.archive && (
              <Form action={props.archive} class="action-form">
                <Button kind="secondary">{w.archive}</Button>
              </Form>
            )}
            <Form action={props.action('neu-zusammenstellen')} hidden={hiddenOf(props)} class="action-form">
              <Button kind="tertiary">{w.again}</Button>
            </Form>
          </div>
        </>
      )}
      <Form action={props.action('antwort')} hidden={hiddenOf(props)} label={w.title}>
        <TextArea language={language} name="note" label={w.note} rows={3} maxlength={4000} mark={false} />
        {row.kind === 'portability' && row.carried_at !== null && (
          <FieldSet legend={w.transfer}>
            <TextField language={language} name="to_name" label={w.transferName} maxlength={200} mark={false} />
            <TextField
              language={language}
              name="to_mail"
              label={w.transferMail}
              type="email"
              maxlength={254}
              mark={false}
            />
          </FieldSet>
        )}
        <SendingFields {...props} id="answer" />
        <Actions>
          <Button>{w.button}</Button>
        </Actions>
      </Form>
    </>
  )
}

function Refuse(props: StepsProps): Html {
  const { language } = props
  const w = words(language).steps.refuse
  return (
    <Form action={props.action('ablehnen')} hidden={hiddenOf(props)} label={w.title}>
      <p>{w.text}</p>
      <SelectField
        language={language}
        name="reason"
        id="refuse-reason"
        label={w.reason}
        required
        options={refusals.map((reason) => ({ value: reason, label: w.reasons[reason] }))}
      />
      <TextArea language={language} name="words" label={w.words} rows={4} maxlength={4000} required />
      <SendingFields {...props} id="refuse" />
      <Actions>
        <Button kind="danger">{w.button}</Button>
      </Actions>
    </Form>
  )
}

function TakeBack(props: StepsProps): Html {
  const { language } = props
  const w = words(language).steps['take-back']
  return (
    <Form action={props.action('zurueckgenommen')} hidden={hiddenOf(props)} label={w.title}>
      <p>{w.text}</p>
      <TextField language={language} name="said" id="take-back-said" label={w.said} maxlength={300} />
      <Actions>
        <Button kind="secondary">{w.button}</Button>
      </Actions>
    </Form>
  )
}
