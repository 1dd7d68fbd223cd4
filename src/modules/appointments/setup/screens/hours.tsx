import {
  Actions,
  Button,
  Columns,
  Details,
  ErrorSummary,
  FieldSet,
  Form,
  Notice,
  PageHead,
  Panel,
  Stack,
  StaffPage,
  TextField,
} from '#platform/ui/index.ts'
import type { Raw } from '#platform/http/route.ts'
import { paths } from '../paths.ts'
import { rulesOf, type Place } from '../queries/locations.ts'
import { outsideOf } from '../rules/preview.ts'
import { cellName, MOST_ROWS, PARTS, rowsUsed, WEEKDAYS } from '../rules/week-form.ts'
import { words } from '../texts.ts'
import { Holidays, Outside, Preview } from './hours-parts.tsx'
import { BackLink, Conflict, errorList, SaveButtons, Saved, type FormState, type Frame } from './parts.tsx'

type Props = Frame & {
  readonly place: Place
  readonly today: string
  readonly state: FormState
  readonly saved: string | undefined
  /** Said above the form, when it was only rearranged. */
  readonly note?: string | undefined
  /** Empty rows shown per weekday. */
  readonly spare: number
}

/** The weekly table of a location, and beside it what it really comes to. */
export function HoursPage({ frame, language, href, place, today, state, saved, note, spare }: Props) {
  const w = words(language)
  const { location } = place
  const rules = rulesOf(place)
  const action = href(paths.hours(location.id))
  const unset = WEEKDAYS.every((weekday) => rowsUsed(state.values, weekday) === 0)
  return (
    <StaffPage {...frame} title={`${w.hours.title}: ${location.name}`}>
      <Stack>
        <ErrorSummary language={language} errors={errorList(state.errors)} />
        <Conflict language={language} changes={state.conflict} />
        <Saved language={language} text={saved} />
        {note && (
          <Notice language={language} tone="info" role="status">
            {note}
          </Notice>
        )}
        <BackLink url={href(paths.location(location.id))}>{location.name}</BackLink>
        <PageHead title={w.hours.title} lead={w.hours.lead} />
        <Outside language={language} zone={location.zone} bookings={outsideOf(place.ahead, rules)} />
        <Columns
          aside={
            <>
              <Panel title={w.preview.heading} lead={w.preview.lead}>
                <Preview language={language} rules={rules} today={today} />
              </Panel>
              <Panel title={w.holidays.heading}>
                <Holidays language={language} rules={rules} today={today} />
              </Panel>
            </>
          }
        >
          <Details panel summary={w.hours.rulesHeading} open={unset}>
            <Stack>
              {w.hours.rules.map((rule) => (
                <p>{rule}</p>
              ))}
            </Stack>
          </Details>
          <Panel>
            <Form action={action} hidden={state.hidden}>
              {WEEKDAYS.map((weekday) => (
                <Weekday
                  language={language}
                  weekday={weekday}
                  state={state}
                  spare={spare}
                  open={unset && weekday < 6}
                />
              ))}
              <p class="small muted">{w.hours.bookings}</p>
              <SaveButtons language={language} state={state} back={href(paths.location(location.id))} fresh={action} />
              <Actions>
                <Button kind="secondary" name="rows" value={String(spare + 2)}>
                  {w.hours.more}
                </Button>
                <Button kind="secondary" name="copy" value="monday">
                  {w.hours.copy}
                </Button>
              </Actions>
            </Form>
          </Panel>
        </Columns>
      </Stack>
    </StaffPage>
  )
}

type DayProps = Pick<Props, 'language' | 'state' | 'spare'> & { readonly weekday: number; readonly open: boolean }

function Weekday({ language, weekday, state, spare, open }: DayProps) {
  const w = words(language).hours
  const name = w.weekdays[weekday - 1] ?? ''
  const used = rowsUsed(state.values, weekday)
  const shown = Math.min(MOST_ROWS, used + spare)
  const row = (index: number) => (
    <Stretch language={language} weekday={weekday} row={index} values={state.values} errors={state.errors} />
  )
  const range = (from: number, until: number) => Array.from({ length: Math.max(0, until - from) }, (_, i) => from + i)
  return (
    <FieldSet legend={name} hint={used === 0 ? w.closed : undefined}>
      {range(0, used).map(row)}
      {shown > used && (
        <Details summary={w.addAt(name)} open={open || spare > 1}>
          {range(used, shown).map(row)}
        </Details>
      )}
    </FieldSet>
  )
}

type StretchProps = {
  readonly language: Frame['language']
  readonly weekday: number
  readonly row: number
  readonly values: Raw
  readonly errors: Readonly<Record<string, string>>
}

function Stretch({ language, weekday, row, values, errors }: StretchProps) {
  const w = words(language).hours
  return (
    <div class="row row-short" role="group" aria-label={w.row(w.weekdays[weekday - 1] ?? '', row + 1)}>
      {PARTS.map((part) => {
        const name = cellName(weekday, row, part)
        return (
          <TextField
            language={language}
            name={name}
            label={w[part]}
            mark={false}
            type={part === 'opens' || part === 'closes' ? 'time' : 'date'}
            value={values[name]}
            error={errors[name]}
          />
        )
      })}
    </div>
  )
}
