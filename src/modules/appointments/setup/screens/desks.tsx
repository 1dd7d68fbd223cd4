import { Button, CheckField, Form, Notice, Panel, TextField } from '#platform/ui/index.ts'
import { paths } from '../paths.ts'
import type { Place } from '../queries/locations.ts'
import { deskField, LONGEST_DESK, MOST_DESKS } from '../rules/desk-form.ts'
import { words } from '../texts.ts'
import type { FormState, Frame } from './parts.tsx'

type Props = Omit<Frame, 'frame'> & { readonly place: Place; readonly state: FormState }

/** The desks of a location: names, order, on or off, and one more. */
export function DesksPanel({ language, href, place, state }: Props) {
  const w = words(language).desks
  const { values, errors } = state
  const ahead = (desk: string) => place.ahead.filter(({ desk_id }) => desk_id === desk).length
  const off = place.desks.filter(({ id, active }) => !active && ahead(id) > 0)
  return (
    <Panel title={w.heading} lead={w.lead} id="desks">
      {off.map(({ id, name }) => (
        <Notice language={language} tone="warning">
          {w.off(name, ahead(id))}
        </Notice>
      ))}
      <Form action={href(paths.desks(place.location.id))} hidden={state.hidden}>
        {place.desks.length === 0 && <p class="muted">{w.empty}</p>}
        {place.desks.map(({ id }, index) => {
          const field = (part: 'id' | 'name' | 'position' | 'active') => deskField(index, part)
          return (
            <div class="stack" role="group" aria-label={w.name(index + 1)}>
              <input type="hidden" name={field('id')} value={id} />
              <div class="row row-short">
                <TextField
                  language={language}
                  name={field('name')}
                  label={w.name(index + 1)}
                  mark={false}
                  value={values[field('name')]}
                  error={errors[field('name')]}
                  maxlength={LONGEST_DESK}
                />
                <TextField
                  language={language}
                  name={field('position')}
                  label={w.position(index + 1)}
                  mark={false}
                  inputmode="numeric"
                  width="short"
                  value={values[field('position')]}
                  error={errors[field('position')]}
                />
              </div>
              <CheckField
                language={language}
                name={field('active')}
                label={w.active}
                mark={false}
                checked={Boolean(values[field('active')])}
                hint={ahead(id) > 0 ? w.ahead(ahead(id)) : undefined}
              />
            </div>
          )
        })}
        {place.desks.length < MOST_DESKS ? (
          <TextField
            language={language}
            name="added"
            label={w.added}
            hint={w.addedHint}
            mark={false}
            value={values['added']}
            error={errors['added']}
            maxlength={LONGEST_DESK}
          />
        ) : (
          <p class="muted">{w.most(MOST_DESKS)}</p>
        )}
        <div>
          {state.conflict ? (
            <Button kind="danger">{words(language).conflict.over}</Button>
          ) : (
            <Button kind="secondary">{w.save}</Button>
          )}
        </div>
      </Form>
    </Panel>
  )
}
