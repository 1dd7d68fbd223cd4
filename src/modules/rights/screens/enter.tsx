import type { Problems, Raw } from '#platform/http/route.ts'
import {
  Actions,
  Button,
  ButtonLink,
  CheckField,
  ChoiceGroup,
  ErrorSummary,
  Form,
  type Html,
  Panel,
  SelectField,
  TextArea,
  TextField,
} from '#platform/ui/index.ts'
import { OfficeFrame, type OfficeScreen } from '#privacy'
import { grounds, kinds, takenDown } from '../rules/kinds.ts'
import { words } from '../texts.ts'
import { type Choice, sentence } from './ask.tsx'
import { DESK } from './desk.tsx'

export type EnterProps = OfficeScreen & {
  readonly entered: Raw
  readonly problems: Problems
  readonly today: string
  readonly activities: readonly Choice[]
  readonly objectable: readonly Choice[]
  readonly hidden: Readonly<Record<string, string>>
  readonly notice: Html
}

/** A request that came by letter, fax, mail, call or in person. */
export function EnterPage(props: EnterProps): Html {
  const { language, href, entered, problems } = props
  const w = words(language)
  const e = w.enter
  const labels: Record<string, string> = {
    kind: e.kind,
    channel: e.channel,
    received: e.received,
    name: e.name,
    mail: e.mail,
    address: e.address,
    also: e.also,
    message: e.message,
    objected: e.objected,
    activity: e.activity,
  }
  const told = (name: string) => sentence(language, problems[name] ?? '', labels[name] ?? name)
  const field = (name: string) => ({
    language,
    name,
    label: labels[name] ?? name,
    value: entered[name],
    ...(problems[name] ? { error: told(name) } : {}),
  })
  return (
    <OfficeFrame {...props} title={e.title} lead={e.lead}>
      <ErrorSummary
        language={language}
        errors={Object.keys(problems).map((name) => ({ field: name, message: told(name) }))}
      />
      <Panel>
        <Form action={href(`${DESK}/neu`)} hidden={props.hidden}>
          <SelectField
            {...field('kind')}
            required
            options={kinds.map((kind) => ({ value: kind, label: w.kinds[kind].short }))}
          />
          <div class="row">
            <SelectField
              {...field('channel')}
              required
              options={takenDown.map((channel) => ({ value: channel, label: w.channels[channel] }))}
            />
            <TextField
              {...field('received')}
              type="date"
              max={props.today}
              value={entered['received'] ?? props.today}
              required
            />
          </div>
          <TextField {...field('name')} maxlength={200} required />
          <TextField {...field('mail')} type="email" maxlength={254} />
          <TextArea {...field('address')} hint={`${e.addressHint}. ${e.reach}`} rows={4} maxlength={400} />
          <TextArea {...field('message')} rows={5} maxlength={4000} />
          <TextArea {...field('also')} rows={2} maxlength={1000} />
          <SelectField
            language={language}
            name="ground"
            label={e.ground}
            value={entered['ground']}
            empty={false}
            mark={false}
            options={[
              { value: '', label: e.groundNone },
              ...grounds.map((ground) => ({ value: ground, label: w.grounds[ground] })),
            ]}
          />
          {props.activities.length > 0 && (
            <SelectField
              {...field('activity')}
              empty={false}
              mark={false}
              options={[{ value: '', label: w.public.allActivities }, ...props.activities]}
            />
          )}
          {props.objectable.length > 0 && (
            <ChoiceGroup
              {...field('objected')}
              hint={e.objectedHint}
              value={(entered['objected'] ?? '').split(',')}
              many
              mark={false}
              options={props.objectable}
            />
          )}
          <SelectField
            language={language}
            name="letters"
            label={e.language}
            value={entered['letters'] ?? language}
            empty={false}
            mark={false}
            options={[
              { value: 'de', label: e.german },
              { value: 'en', label: e.english },
            ]}
          />
          <CheckField
            language={language}
            name="for_other"
            label={e.forOther}
            checked={entered['for_other'] !== undefined}
            mark={false}
          />
          {props.notice}
          <Actions>
            <Button>{e.save}</Button>
            <ButtonLink kind="tertiary" url={href(DESK)}>
              {w.one.back}
            </ButtonLink>
          </Actions>
        </Form>
      </Panel>
    </OfficeFrame>
  )
}
