import {
  CheckField,
  ErrorSummary,
  Form,
  PageHead,
  Panel,
  SelectField,
  Stack,
  StaffPage,
  TextArea,
  TextField,
  type Choice,
} from '#platform/ui/index.ts'
import { usualZones } from '../rules/zones.ts'
import { words } from '../texts.ts'
import { Conflict, errorList, SaveButtons, type FormState, type Frame } from './parts.tsx'

export type RegionGroup = { readonly group: string; readonly options: readonly Choice[] }
export const LONGEST = { name: 200, street: 200, postal_code: 20, city: 100, notes: 2_000, notes_en: 2_000 } as const

type Props = Frame & {
  readonly state: FormState
  readonly regions: readonly RegionGroup[]
  readonly title: string
  readonly action: string
  readonly back: string
  readonly isNew?: boolean
}

export function LocationFormPage({ frame, language, state, regions, title, action, back, isNew }: Props) {
  const w = words(language).location
  const { values, errors } = state
  const field = (name: keyof typeof w.fields) => ({
    language,
    name,
    label: w.fields[name],
    value: values[name],
    error: errors[name],
  })
  const listed = usualZones.some((zone) => zone === values['zone'])
  return (
    <StaffPage {...frame} title={title}>
      <Stack>
        <ErrorSummary language={language} errors={errorList(errors)} />
        <Conflict language={language} changes={state.conflict} />
        <PageHead title={title} />
        <Panel>
          <Form action={action} hidden={state.hidden}>
            <TextField {...field('name')} hint={w.nameHint} required maxlength={LONGEST.name} />
            <TextField {...field('street')} maxlength={LONGEST.street} />
            <div class="row row-short">
              <TextField {...field('postal_code')} maxlength={LONGEST.postal_code} inputmode="numeric" />
              <TextField {...field('city')} maxlength={LONGEST.city} />
            </div>
            <SelectField
              {...field('zone')}
              hint={isNew ? w.zoneHint : `${w.zoneHint} ${w.zoneChange}`}
              required
              empty={false}
              options={[
                ...(listed || !values['zone'] ? [] : [{ value: values['zone'], label: values['zone'] }]),
                ...usualZones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
              ]}
            />
            <TextField {...field('zone_other')} hint={w.zoneOtherHint} maxlength={64} width="medium" />
            <SelectField {...field('holiday_region')} hint={w.regionHint} required options={regions} />
            <TextArea {...field('notes')} hint={w.notesHint} maxlength={LONGEST.notes} rows={3} />
            <TextArea {...field('notes_en')} hint={w.notesEnHint} maxlength={LONGEST.notes_en} rows={3} />
            <CheckField
              language={language}
              name="active"
              label={w.fields.active}
              hint={w.activeHint}
              mark={false}
              checked={Boolean(values['active'])}
            />
            <SaveButtons language={language} state={state} back={back} fresh={action} />
          </Form>
        </Panel>
      </Stack>
    </StaffPage>
  )
}
