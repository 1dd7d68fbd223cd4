import {
  Actions,
  Button,
  CheckField,
  Details,
  Form,
  Panel,
  SelectField,
  TextField,
  type Html,
} from '#platform/ui/index.ts'
import { serviceName } from '../../screens/summary.tsx'
import { viewHidden } from '../view.ts'
import { inWords, keyOf, type DayProps } from './props.ts'

/** Where the clerk works; kept in the address only. */
export function DeskPanel(props: DayProps): Html {
  const { desk, desks, href, language, location, view } = props
  const { w } = inWords(props)
  if (desks.length === 0)
    return (
      <Panel title={w.desk.choose}>
        <p class="muted">{w.desk.none}</p>
      </Panel>
    )
  const form = (
    <Form
      id="keep-desk"
      method="get"
      action={href(`/team/termine/${location.id}`)}
      hidden={viewHidden({ ...view, platz: undefined, wahl: undefined })}
    >
      <SelectField
        language={language}
        name="platz"
        label={w.desk.label}
        hint={w.desk.chooseHint}
        mark={false}
        options={desks.map(({ id, name }) => ({ value: id, label: name }))}
        value={desk?.id}
        empty={desk ? false : undefined}
      />
      <Actions>
        <Button kind={desk ? 'secondary' : 'primary'}>{w.desk.take}</Button>
      </Actions>
    </Form>
  )
  if (!desk) return <Panel title={w.desk.choose}>{form}</Panel>
  return (
    <div id="fold-desk">
      <Details panel summary={w.desk.change}>
        {form}
      </Details>
    </div>
  )
}

/** A number for somebody who came without an appointment. */
export function WalkInPanel(props: DayProps): Html {
  const { href, language, location, services, view, walkIn } = props
  const { w } = inWords(props)
  if (!props.day.isToday || !location.active) return <></>
  if (services.length === 0)
    return (
      <Panel title={w.walkIn.heading}>
        <p class="muted">{w.walkIn.none}</p>
      </Panel>
    )
  const only = services.length === 1 ? services[0]?.id : undefined
  return (
    <div data-focus-key={keyOf(props, w.keys.walkIn)}>
      <Panel title={w.walkIn.heading}>
        <Form
          id="keep-walk-in"
          action={href(`/team/termine/${location.id}/ohne-termin`)}
          hidden={{ id: walkIn.id, ...viewHidden(view) }}
        >
          <SelectField
            language={language}
            name="service"
            label={w.walkIn.service}
            required
            options={services.map((one) => ({
              value: one.id,
              label: `${serviceName(one, language)} · ${w.day.minutes(one.duration_minutes)}`,
            }))}
            value={walkIn.service || only}
            error={walkIn.problems['service'] && w.walkIn.choose}
          />
          <TextField
            language={language}
            name="name"
            label={w.walkIn.name}
            hint={w.walkIn.nameHint}
            autocomplete="off"
            maxlength={200}
            value={walkIn.name}
            error={walkIn.problems['name'] && w.walkIn.tooLong}
          />
          <CheckField language={language} name="told" label={w.walkIn.told} checked={walkIn.told} />
          <Actions>
            <Button kind="secondary">{w.walkIn.submit}</Button>
          </Actions>
        </Form>
      </Panel>
    </div>
  )
}
