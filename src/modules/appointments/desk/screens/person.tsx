import {
  ActionForm,
  Actions,
  BigNumber,
  Button,
  ButtonLink,
  Details,
  EmptyState,
  Form,
  KeyValue,
  Link,
  Name,
  Notice,
  Panel,
  TextArea,
  type Children,
  type Html,
} from '#platform/ui/index.ts'
import type { Verb } from '../../rules/booking.ts'
import { deletedOn } from '../../screens/mine.tsx'
import { noteMark } from '../actions/note.ts'
import type { Labelled } from '../queries.ts'
import { deskSteps } from '../rules.ts'
import { textingWords } from '../../texting/texts.ts'
import { seenValue, viewHidden, viewPath } from '../view.ts'
import { callName, inWords, keyOf, type DayProps } from './props.ts'
import { StatePill } from './queue.tsx'

type Shown = DayProps & { readonly shown: NonNullable<DayProps['shown']> }

const isMine = ({ shown, desk }: DayProps): boolean =>
  desk !== undefined &&
  shown?.line.called_desk_id === desk.id &&
  (shown.line.state === 'called' || shown.line.state === 'serving')

/** The person at the clerk's desk or the selected one, with all that can be done for them. */
export function PersonPanel(props: Shown): Html {
  const { shown, desk, href, location, view } = props
  const { line, person } = shown
  const { w, f } = inWords(props)
  const mine = isMine(props)
  return (
    <Panel>
      <BigNumber label={mine && desk ? w.person.at(desk.name) : w.person.chosen}>
        {line.ticket ?? f.clock(line.starts_at)}
      </BigNumber>
      <div>
        <b>{line.name === null ? w.day.anonymous : <Name>{line.name}</Name>}</b>
        <p class="muted">
          <Name>{line.service_name}</Name> · {w.day.minutes(line.duration_minutes)}
        </p>
      </div>
      <KeyValue
        small
        items={[
          ...(mine ? [] : [{ term: w.day.state, value: <StatePill {...props} line={line} /> }]),
          ...(line.walk_in ? [] : [{ term: w.person.appointment, value: f.time(line.starts_at) }]),
          ...(line.arrived_at ? [{ term: w.person.arrived, value: f.time(line.arrived_at) }] : []),
          ...(line.called_at ? [{ term: w.person.called(line.called_count), value: f.time(line.called_at) }] : []),
          ...(person.phone ? [{ term: w.person.phone, value: <Phone number={person.phone} /> }] : []),
          ...(person.mail ? [{ term: w.person.mail, value: <Name>{person.mail}</Name> }] : []),
          ...person.sms.map(({ what, state, at }) => ({
            term: textingWords(props.language).sms,
            value: `${what}: ${state}, ${f.shortDate(at)}, ${f.clock(at)}`,
          })),
          ...answers(person.answers, w.person.answer),
          ...answers(person.special, w.person.special),
          ...(person.note ? [{ term: w.person.note, value: <Name>{person.note}</Name> }] : []),
          { term: w.person.deletion, value: w.person.byItself(f.shortDate(deletedOn(line))) },
        ]}
      />
      {props.may && <Steps {...props} mine={mine} />}
      {props.may && <NoteFold {...props} />}
      {props.may && <CancelFold {...props} />}
      {!mine && desk && (
        <ButtonLink
          url={href(viewPath(location.id, { ...view, wahl: undefined }))}
          kind="tertiary"
          keys={keyOf(props, 'Escape')}
        >
          {w.desk.back}
        </ButtonLink>
      )}
    </Panel>
  )
}

const answers = (given: readonly Labelled[], unnamed: string): { term: Children; value: Children }[] =>
  given.map(({ label, value }) => ({ term: label || unnamed, value: <Name>{value}</Name> }))

function Phone({ number }: { readonly number: string }): Html {
  return (
    <Link url={`tel:${number.replaceAll(/[^\d+]/g, '')}`}>
      <bdi dir="ltr">{number}</bdi>
    </Link>
  )
}

const forward: readonly Verb[] = ['arrive', 'call', 'serve', 'close']

function Steps(props: Shown & { readonly mine: boolean }): Html {
  const { shown, href, location, view, desk, mine, now } = props
  const { line } = shown
  const { w } = inWords(props)
  const path = href(`/team/termine/${location.id}`)
  const isOccupied =
    desk !== undefined && props.groups.atDesks.some((one) => one.called_desk_id === desk.id && one.id !== line.id)
  const steps = deskSteps(line, now).filter(
    (verb) => verb !== 'cancel' && (verb !== 'call' || (desk !== undefined && !isOccupied)),
  )
  const main = mine ? undefined : forward.find((verb) => steps.includes(verb))
  const hidden = { booking: seenValue(line), ...viewHidden(view) }
  if (steps.length === 0) return <p class="muted small">{w.person.noSteps}</p>
  const button = (verb: Exclude<Verb, 'cancel'>, isMain: boolean): Html => (
    <ActionForm
      action={`${path}/schritt`}
      hidden={{ verb, ...hidden }}
      kind={isMain ? 'primary' : 'secondary'}
      wide={isMain}
      keys={keyOf(props, isMain ? 'Enter' : w.keys[verb])}
    >
      {verb === 'call' && line.state === 'called' ? w.verbs.recall : w.verbs[verb]}
    </ActionForm>
  )
  return (
    <Actions grid>
      {mine && (
        <ActionForm
          action={`${path}/naechste`}
          hidden={{ ...viewHidden({ ...view, wahl: undefined }), closing: seenValue(line) }}
          kind="primary"
          wide
          keys={keyOf(props, 'Enter')}
        >
          {w.verbs.closeNext}
        </ActionForm>
      )}
      {main && main !== 'cancel' && button(main, true)}
      {steps.map((verb) => (verb === main || verb === 'cancel' ? undefined : button(verb, false)))}
    </Actions>
  )
}

function NoteFold(props: Shown): Html {
  const { line, person } = props.shown
  const { w } = inWords(props)
  const summary = person.note ? w.note.change : w.note.write
  return (
    <div id={`fold-note-${line.id}`} data-focus-key={keyOf(props, w.keys.note)}>
      <Details summary={summary} open={props.note !== undefined}>
        {line.person_id === null ? <p>{w.note.needsPerson}</p> : <NoteForm {...props} />}
      </Details>
    </div>
  )
}

function NoteForm(props: Shown): Html {
  const { shown, href, location, language, view, note } = props
  const { line, person } = shown
  const { w, f } = inWords(props)
  const hasTheirs = note !== undefined && note.theirs !== undefined
  return (
    <Form
      id={`keep-note-${line.id}`}
      action={href(`/team/termine/${location.id}/notiz`)}
      hidden={{
        booking: line.id,
        mark: noteMark(hasTheirs ? (note.theirs ?? null) : person.note),
        ...viewHidden(view),
      }}
    >
      {hasTheirs && (
        <Notice language={language} tone="warning" title={w.note.theirs}>
          <Name>{note.theirs ?? w.note.empty}</Name>
        </Notice>
      )}
      <TextArea
        language={language}
        name="note"
        id={`note-${line.id}`}
        label={w.note.heading(callName(line, language, f.clock(line.starts_at)))}
        hint={w.note.hint}
        mark={false}
        rows={3}
        maxlength={2000}
        value={note?.text ?? person.note ?? ''}
        error={note?.error}
      />
      <Actions>
        <Button kind="secondary" small>
          {w.note.save}
        </Button>
      </Actions>
    </Form>
  )
}

/** Cancelling cannot be taken back, so it needs a second press. */
function CancelFold(props: Shown): Html {
  const { shown, href, location, view, now } = props
  const { line } = shown
  const { w } = inWords(props)
  if (!deskSteps(line, now).includes('cancel')) return <></>
  return (
    <div id={`fold-cancel-${line.id}`}>
      <Details summary={w.cancelAsk.summary}>
        <p>{shown.person.mail ? w.cancelAsk.mail : w.cancelAsk.plain}</p>
        <ActionForm
          action={href(`/team/termine/${location.id}/schritt`)}
          hidden={{ verb: 'cancel', booking: seenValue(line), ...viewHidden(view) }}
          kind="danger"
        >
          {w.cancelAsk.yes}
        </ActionForm>
      </Details>
    </div>
  )
}

/** Nobody is at the clerk's desk: the next one of the queue is one press away. */
export function IdlePanel(props: DayProps): Html {
  const { desk, groups, href, location, view, day } = props
  const { w } = inWords(props)
  const next = groups.waiting[0]
  if (!desk) return <></>
  return (
    <Panel title={<Name lines>{w.person.at(desk.name)}</Name>}>
      {view.wahl && <p>{w.person.gone}</p>}
      {next && day.isToday ? (
        <>
          <p class="muted">{w.desk.nextIs(next.ticket ?? w.person.noTicket)}</p>
          <Actions grid>
            <ActionForm
              action={href(`/team/termine/${location.id}/naechste`)}
              hidden={viewHidden({ ...view, wahl: undefined })}
              kind="primary"
              wide
              keys={keyOf(props, 'Enter')}
            >
              {w.desk.next}
            </ActionForm>
          </Actions>
        </>
      ) : (
        <EmptyState title={w.desk.free}>{day.isToday ? w.day.nobody : undefined}</EmptyState>
      )}
    </Panel>
  )
}
