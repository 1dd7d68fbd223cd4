import {
  Actions,
  Button,
  CheckField,
  ChoiceGroup,
  ErrorSummary,
  Form,
  Link,
  PageHead,
  Panel,
  Stack,
  StaffPage,
  TextArea,
  TextField,
} from '#platform/ui/index.ts'
import { paths } from '../paths.ts'
import type { Somewhere } from '../queries/services.ts'
import { NUMBERS, SENDINGS, TEXTS, type NumberName, type TextName } from '../rules/service-form.ts'
import { serviceWords } from '../service-texts.ts'
import { BackLink, Conflict, errorList, SaveButtons, Saved, type FormState, type Frame } from './parts.tsx'
import { Questions } from './questions.tsx'

type Props = Frame & {
  readonly state: FormState
  readonly locations: readonly Somewhere[]
  readonly chosen: readonly string[]
  readonly title: string
  readonly action: string
  readonly saved: string | undefined
  /** The page where it is booked, when it is on offer. */
  readonly publicPage: string | undefined
  /** Empty questions shown. */
  readonly spare: number
}

export function ServiceFormPage(props: Props) {
  const { frame, language, href, state, locations, chosen, title, action, saved, publicPage, spare } = props
  const w = serviceWords(language)
  const about = (name: TextName | NumberName) => ({
    language,
    name,
    label: w.fields[name],
    hint: name in w.hints ? w.hints[name as keyof typeof w.hints] : undefined,
    value: state.values[name],
    error: state.errors[name],
  })
  const line = (name: 'name' | 'name_en') => (
    <TextField {...about(name)} maxlength={TEXTS[name].max} required={name === 'name'} />
  )
  const lines = (name: TextName) => <TextArea {...about(name)} rows={3} maxlength={TEXTS[name].max} />
  const number = (name: NumberName) => (
    <TextField {...about(name)} required mark={false} inputmode="numeric" width="short" />
  )
  return (
    <StaffPage {...frame} title={title}>
      <Stack>
        <ErrorSummary language={language} errors={errorList(state.errors)} />
        <Conflict language={language} changes={state.conflict} />
        <Saved language={language} text={saved} />
        <BackLink url={href(paths.services)}>{w.title}</BackLink>
        <PageHead title={title} lead={w.copies} actions={publicPage && <Link url={publicPage}>{w.preview}</Link>} />
        <Form action={action} hidden={state.hidden}>
          <Panel title={w.groups.name}>
            <Stack>
              {line('name')}
              {line('name_en')}
              {lines('description')}
              {lines('description_en')}
              <CheckField
                language={language}
                name="active"
                label={w.fields.active}
                hint={w.hints.active}
                mark={false}
                checked={Boolean(state.values['active'])}
              />
            </Stack>
          </Panel>
          <Panel title={w.groups.where}>
            {locations.length === 0 ? (
              <p class="muted">{w.noLocation}</p>
            ) : (
              <ChoiceGroup
                language={language}
                name="locations"
                label={w.fields.locations}
                mark={false}
                many
                value={chosen}
                error={state.errors['locations']}
                options={locations.map(({ id, name, active }) => ({
                  value: id,
                  label: name,
                  hint: active ? undefined : w.off,
                }))}
              />
            )}
          </Panel>
          <Panel title={w.groups.time}>
            <div class="row row-short">
              {number('duration_minutes')}
              {number('step_minutes')}
              {number('places')}
              {number('buffer_before_minutes')}
              {number('buffer_after_minutes')}
            </div>
          </Panel>
          <Panel title={w.groups.booking}>
            <div class="row row-short">
              {number('lead_minutes')}
              {number('window_days')}
              {number('limit_per_person')}
            </div>
          </Panel>
          <Panel title={w.groups.sending} lead={w.sendingLead}>
            <Stack>
              {SENDINGS.map((name) => (
                <CheckField
                  language={language}
                  name={name}
                  label={w.fields[name]}
                  hint={name in w.hints ? w.hints[name as keyof typeof w.hints] : undefined}
                  mark={false}
                  checked={Boolean(state.values[name])}
                />
              ))}
              {number('remind_hours')}
            </Stack>
          </Panel>
          <Panel title={w.groups.keep}>{number('keep_days')}</Panel>
          <Panel title={w.groups.texts}>
            <Stack>
              {lines('bring')}
              {lines('bring_en')}
              {lines('text_before')}
              {lines('text_before_en')}
              {lines('text_after')}
              {lines('text_after_en')}
            </Stack>
          </Panel>
          <Panel title={w.groups.questions} lead={w.questions.lead}>
            <Questions language={language} state={state} spare={spare} />
          </Panel>
          <SaveButtons language={language} state={state} back={href(paths.services)} fresh={action} />
          {/* after the main button: the Enter key presses the first one */}
          <Actions>
            <Button kind="secondary" name="more" value={String(spare + 2)}>
              {w.questions.more}
            </Button>
          </Actions>
        </Form>
      </Stack>
    </StaffPage>
  )
}

export const bounds = (name: string) =>
  name in NUMBERS ? NUMBERS[name as NumberName] : name in TEXTS ? TEXTS[name as TextName] : {}
