import {
  ActionForm,
  ButtonLink,
  ChoiceGroup,
  Columns,
  Details,
  ErrorSummary,
  FieldSet,
  Form,
  PageHead,
  Panel,
  Rows,
  Stack,
  StaffPage,
  TextField,
} from '#platform/ui/index.ts'
import { paths } from '../paths.ts'
import { rulesOf, type ExceptionRow, type Place } from '../queries/locations.ts'
import { LONGEST_REASON } from '../rules/exception-form.ts'
import { outsideOf } from '../rules/preview.ts'
import { words } from '../texts.ts'
import { exceptionText, Outside, Preview, reasonText } from './hours-parts.tsx'
import { BackLink, Conflict, errorList, SaveButtons, Saved, type FormState, type Frame } from './parts.tsx'

type Props = Frame & {
  readonly place: Place
  readonly today: string
  readonly state: FormState
  readonly saved: string | undefined
  /** The one being edited; without it a new one is added. */
  readonly editing?: string | undefined
}

/** Closures and extra openings of a location, and the form for one. */
export function ExceptionsPage(props: Props) {
  const { frame, language, href, place, today, state, saved, editing } = props
  const w = words(language)
  const { location } = place
  const rules = rulesOf(place)
  const title = editing ? w.exceptions.editTitle : w.exceptions.title
  const past = place.exceptions.filter(({ until_date }) => until_date < today)
  const ahead = place.exceptions.filter(({ until_date }) => until_date >= today)
  return (
    <StaffPage {...frame} title={`${title}: ${location.name}`}>
      <Stack>
        <ErrorSummary language={language} errors={errorList(state.errors)} />
        <Conflict language={language} changes={state.conflict} />
        <Saved language={language} text={saved} />
        <BackLink url={href(editing ? paths.exceptions(location.id) : paths.location(location.id))}>
          {editing ? w.exceptions.title : location.name}
        </BackLink>
        <PageHead title={title} lead={editing ? undefined : w.exceptions.lead} />
        <Outside language={language} zone={location.zone} bookings={outsideOf(place.ahead, rules)} />
        <Columns
          aside={
            <Panel title={w.preview.heading} lead={w.preview.lead}>
              <Preview language={language} rules={rules} today={today} />
            </Panel>
          }
        >
          {!editing && (
            <Panel title={w.exceptions.title}>
              {ahead.length === 0 ? (
                <p class="muted">{w.exceptions.none}</p>
              ) : (
                <>
                  <p class="small muted">{w.exceptions.wins}</p>
                  <Listed {...props} rows={ahead} />
                </>
              )}
              {past.length > 0 && (
                <Details summary={w.exceptions.past}>
                  <Listed {...props} rows={past} />
                </Details>
              )}
            </Panel>
          )}
          <Panel title={editing ? undefined : w.exceptions.add}>
            <ExceptionForm {...props} />
          </Panel>
        </Columns>
      </Stack>
    </StaffPage>
  )
}

function Listed({ language, href, place, rows }: Props & { readonly rows: readonly ExceptionRow[] }) {
  const w = words(language)
  const told = { language, zone: place.location.zone }
  return (
    <Rows
      rows={rows.map((one) => ({
        main: `${exceptionText(one, told)}: ${one.kind === 'closed' ? w.exceptions.closed : w.exceptions.open}`,
        note: reasonText(one, language) || undefined,
        end: (
          <span class="acts">
            <ButtonLink kind="tertiary" small url={href(paths.exception(place.location.id, one.id))}>
              {w.edit}
              <span class="sr"> {exceptionText(one, told)}</span>
            </ButtonLink>
            <ActionForm kind="tertiary" small action={href(paths.removeException(place.location.id, one.id))}>
              {w.exceptions.remove}
              <span class="sr"> {exceptionText(one, told)}</span>
            </ActionForm>
          </span>
        ),
      }))}
    />
  )
}

function ExceptionForm({ language, href, place, state, editing }: Props) {
  const w = words(language)
  const e = w.exceptions
  const id = place.location.id
  const action = href(editing ? paths.exception(id, editing) : paths.exceptions(id))
  const field = (name: keyof typeof e.fields) => ({
    language,
    name,
    label: e.fields[name],
    value: state.values[name],
    error: state.errors[name],
  })
  return (
    <Form action={action} hidden={state.hidden}>
      <ChoiceGroup
        {...field('kind')}
        required
        options={[
          { value: 'closed', label: e.closed, hint: e.closedHint },
          { value: 'open', label: e.open, hint: e.openHint },
        ]}
      />
      <div class="row">
        <TextField {...field('from_date')} type="date" required />
        <TextField {...field('until_date')} type="date" hint={e.untilHint} />
      </div>
      <FieldSet legend={e.times} hint={e.timeHint}>
        <div class="row row-short">
          <TextField {...field('from_time')} type="time" mark={false} />
          <TextField {...field('until_time')} type="time" mark={false} />
        </div>
      </FieldSet>
      <TextField {...field('reason')} hint={e.reasonHint} maxlength={LONGEST_REASON} />
      <TextField {...field('reason_en')} maxlength={LONGEST_REASON} />
      <SaveButtons
        language={language}
        state={state}
        save={editing ? undefined : e.add}
        back={href(editing ? paths.exceptions(id) : paths.location(id))}
        fresh={action}
      />
    </Form>
  )
}
