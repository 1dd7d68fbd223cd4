import type { Activity } from '#platform/data/activity.ts'
import { Button, CheckField, ChoiceGroup, Form, type Html, Panel, SelectField, TextArea } from '#platform/ui/index.ts'
import { activitiesAboutPeople, groundName, grounds, type OfficeScreen, type RaisedObjection } from '#privacy'
import { limitTexts } from './texts.ts'

/** What every form here needs: where it is sent below (the person's limits), what was entered, what is wrong with it. */
type Entered = Pick<OfficeScreen, 'language'> & {
  readonly own: string
  readonly entered: Readonly<Record<string, string>>
  readonly problems: Readonly<Record<string, string>>
}

const problem = ({ problems, language }: Entered, field: string): string | undefined => {
  const w = limitTexts(language).page
  return problems[field] && (problems[field] === 'choice' ? w.choice : w.missing)
}

/** Restricts the data by a ground of Art. 18(1), with what stays allowed. */
export function RestrictForm(props: Entered): Html {
  const { language, own, entered } = props
  const w = limitTexts(language).page
  return (
    <Panel title={w.restrictTitle} lead={w.restrictLead}>
      <Form action={`${own}/einschraenkung`}>
        <SelectField
          language={language}
          name="ground"
          label={w.ground}
          required
          value={entered['ground']}
          error={problem(props, 'ground')}
          options={grounds.filter((one) => one !== 'd').map((value) => ({ value, label: groundName(value, language) }))}
        />
        <TextArea
          language={language}
          name="reason"
          label={w.reason}
          hint={w.reasonHint}
          rows={3}
          maxlength={2000}
          value={entered['reason']}
        />
        <SelectField
          language={language}
          name="allowed"
          label={w.allowed}
          hint={w.allowedHint}
          empty={w.allowedNone}
          value={entered['allowed']}
          options={activitiesAboutPeople().map(({ name, why }) => ({ value: name, label: why[language] }))}
        />
        <CheckField
          language={language}
          name="tell"
          label={w.tell}
          checked={entered['tell'] === 'yes' || entered['reason'] === undefined}
        />
        <Button kind="danger">{w.restrict}</Button>
      </Form>
    </Panel>
  )
}

/** Enters what the person objected to, for reasons of their own. */
export function ObjectForm(props: Entered & { readonly objectable: readonly Activity[] }): Html {
  const { language, own, entered } = props
  const w = limitTexts(language).page
  return (
    <Panel title={w.objectTitle} lead={w.objectLead}>
      <Form action={`${own}/widerspruch`}>
        <SelectField
          language={language}
          name="activity"
          label={w.activity}
          required
          value={entered['activity']}
          error={problem(props, 'activity')}
          options={props.objectable.map(({ name, why }) => ({ value: name, label: why[language] }))}
        />
        <TextArea
          language={language}
          name="reasons"
          label={w.reasons}
          hint={w.reasonsHint}
          required
          rows={3}
          maxlength={4000}
          value={entered['reasons']}
          error={problem(props, 'reasons')}
        />
        <Button kind="secondary">{w.object}</Button>
      </Form>
    </Panel>
  )
}

/** Decides an objection, with the weighing in words. */
export function WeighForm(props: Entered & { readonly objection: RaisedObjection }): Html {
  const { language, own, objection, entered } = props
  const w = limitTexts(language).page
  return (
    <Panel title={`${w.weighTitle}: ${objection.activity?.why[language] ?? ''}`} lead={objection.reasons ?? undefined}>
      <Form action={`${own}/abwaegung`} hidden={{ objection: objection.id }}>
        <TextArea
          language={language}
          name="weighing"
          label={w.weighing}
          hint={w.weighingHint}
          required
          rows={4}
          maxlength={4000}
          value={entered['weighing']}
          error={problem(props, 'weighing')}
        />
        <ChoiceGroup
          language={language}
          name="outcome"
          label={w.outcome}
          required
          value={entered['outcome']}
          error={problem(props, 'outcome')}
          options={[
            { value: 'upheld', label: w.upheld },
            { value: 'overridden', label: w.overridden },
          ]}
        />
        <Button>{w.weigh}</Button>
      </Form>
    </Panel>
  )
}
