import type { PublicFrame } from '#platform/http/frame.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  CheckField,
  Columns,
  ErrorSummary,
  FieldSet,
  Form,
  Link,
  Notice,
  Panel,
  PublicPage,
  SelectField,
  Steps,
  TextArea,
  TextField,
  TimeGrid,
  type Html,
} from '#platform/ui/index.ts'
import { giverProblem, GiverFields } from '#privacy'
import type { ServiceField } from '../data.ts'
import type { Offer } from '../queries/offer.ts'
import { fieldName, SPECIAL_TICK } from '../rules/details.ts'
import type { FreeStart } from '../rules/slots.ts'
import { TextingFields, textingSentence } from '../texting/fields.tsx'
import { SMS_NUMBER, SMS_TICK } from '../texting/rules.ts'
import { words } from '../texts.ts'
import { BookingSummary, byDay } from './summary.tsx'

export type DetailsProps = {
  readonly frame: PublicFrame
  readonly language: Language
  /** The words beside the tick box for special categories of data. */
  readonly specialTick: string
  readonly offer: Offer
  readonly start: Temporal.Instant
  readonly heldUntil: Temporal.Instant | undefined
  readonly action: string
  readonly backTo: string
  readonly hidden: Readonly<Record<string, string>>
  readonly entered: Raw
  readonly problems: Problems
  /** The text at the place of collection. */
  readonly notice: Html
  readonly slow?: boolean
  /** The chosen time is gone: what is free instead. */
  readonly instead?: readonly FreeStart[]
  /** A sentence above the form, e.g. that the limit of appointments is reached. */
  readonly refused?: string | undefined
  /** What is asked about SMS, where the service sends any. */
  readonly sms?: string | undefined
  /** The piece of work a browser with script does while the form is filled in. */
  readonly proof: string
}

/** Who comes, and how we reach them: the last question before an appointment is booked. */
export function DetailsPage(props: DetailsProps) {
  const { frame, language, offer, start, heldUntil, instead } = props
  const w = words(language)
  const f = format(language, offer.location.zone)
  const labels: Record<string, string> = {
    name: w.details.name,
    mail: w.details.mail,
    phone: w.details.phone,
    ...Object.fromEntries(offer.service.fields.map((field) => [fieldName(field), field.label[language]])),
  }
  const sentence = (field: string, code: string) =>
    field === SMS_NUMBER || field === SMS_TICK
      ? textingSentence(language, code)
      : problemSentence(language, code, labels[field] ?? field)
  const errors = Object.entries(props.problems).map(([field, code]) => ({ field, message: sentence(field, code) }))
  return (
    <PublicPage {...frame} title={w.details.title} hidden>
      <Steps language={language} steps={w.steps} current={3} />
      <Columns
        aside={
          <BookingSummary
            language={language}
            service={offer.service}
            location={offer.location}
            {...(instead ? {} : { start })}
          />
        }
      >
        {props.refused && <Notice language={language} tone="warning" title={props.refused} role="alert" />}
        {instead && (
          <Notice language={language} tone="warning" title={w.details.takenHeading} role="alert">
            {instead.length > 0 ? w.details.takenKept : w.details.takenNoneLeft}
          </Notice>
        )}
        {props.slow && (
          <Notice language={language} tone="info" title={w.details.slow} role="alert">
            {w.details.slowWhy}
          </Notice>
        )}
        <ErrorSummary language={language} errors={errors} />
        <Panel
          level={1}
          title={w.details.heading}
          lead={instead ? undefined : w.details.chosen(f.dateTime(start), heldUntil ? f.time(heldUntil) : undefined)}
        >
          <Form action={props.action} hidden={props.hidden}>
            {instead && <NotByEnter />}
            <ContactFields {...props} sentence={sentence} />
            <OwnFields {...props} sentence={sentence} />
            {props.sms !== undefined && <TextingFields {...props} wording={props.sms} />}
            <Trap label={w.details.trap} />
            {props.notice}
            <work-proof data-challenge={props.proof}></work-proof>
            {instead ? (
              instead.length > 0 && (
                <FieldSet legend={w.details.chooseOther}>
                  <TimeGrid name="other" groups={byDay(f, offer.location.zone, instead)} />
                </FieldSet>
              )
            ) : (
              <Actions>
                <Button>{w.details.submit}</Button>
              </Actions>
            )}
          </Form>
          <p>
            <Link url={props.backTo}>{w.details.back}</Link>
          </p>
        </Panel>
      </Columns>
    </PublicPage>
  )
}

type WithSentence = DetailsProps & { sentence: (field: string, code: string) => string }

function ContactFields({ language, entered, problems, sentence }: WithSentence) {
  const w = words(language).details
  const common = (name: string) => ({
    language,
    name,
    value: entered[name],
    ...(problems[name] ? { error: sentence(name, problems[name]) } : {}),
  })
  return (
    <>
      <TextField {...common('name')} label={w.name} autocomplete="name" maxlength={200} required />
      <TextField
        {...common('mail')}
        label={w.mail}
        hint={w.mailHint}
        type="email"
        autocomplete="email"
        maxlength={254}
        required
      />
      <TextField {...common('phone')} label={w.phone} hint={w.phoneHint} type="tel" autocomplete="tel" maxlength={40} />
    </>
  )
}

function OwnFields(props: WithSentence) {
  const { language, offer, specialTick, entered, problems, sentence } = props
  const w = words(language).details
  const special = offer.service.fields.filter((field) => field.special)
  return (
    <>
      {offer.service.fields
        .filter((field) => !field.special)
        .map((field) => (
          <OwnField {...props} field={field} />
        ))}
      {special.length > 0 && (
        <FieldSet legend={w.special}>
          {special.map((field) => (
            <OwnField {...props} field={field} />
          ))}
          <CheckField
            language={language}
            name={SPECIAL_TICK}
            label={specialTick}
            checked={entered[SPECIAL_TICK] !== undefined}
            mark={false}
            {...(problems[SPECIAL_TICK] ? { error: sentence(SPECIAL_TICK, problems[SPECIAL_TICK]) } : {})}
          />
          <GiverFields language={language} entered={entered} problems={problems} />
        </FieldSet>
      )}
    </>
  )
}

function OwnField({ field, language, entered, problems, sentence }: WithSentence & { field: ServiceField }) {
  const name = fieldName(field)
  const common = {
    language,
    name,
    label: field.label[language],
    hint: field.why[language],
    required: field.required,
    value: entered[name],
    ...(problems[name] ? { error: sentence(name, problems[name]) } : {}),
  }
  switch (field.type) {
    case 'long':
      return <TextArea {...common} maxlength={2_000} />
    case 'choice':
      return (
        <SelectField {...common} options={(field.choices ?? []).map((choice) => ({ value: choice, label: choice }))} />
      )
    case 'number':
      return <TextField {...common} inputmode="decimal" maxlength={20} width="short" />
    case 'text':
      return <TextField {...common} maxlength={200} />
  }
}

/**
 * With several times to choose from, the enter key would press the first of them unseen. A form whose first button is
 * disabled is not sent by that key.
 */
const NotByEnter = () => <button disabled hidden />

/** A field that people neither see nor reach; programs fill it in. */
function Trap({ label }: { label: string }) {
  return (
    <div class="trap" aria-hidden="true">
      <label>
        {label}
        <input type="text" name="website" tabindex={-1} autocomplete="off" />
      </label>
    </div>
  )
}

export function problemSentence(language: Language, code: string, label: string): string {
  const sentences: Record<string, (field: string) => string> = words(language).problems
  return giverProblem(language, code) ?? (sentences[code] ?? sentences['unknown'])?.(label) ?? ''
}
