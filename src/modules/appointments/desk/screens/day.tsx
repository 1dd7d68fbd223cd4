import {
  ButtonLink,
  Columns,
  Dialog,
  DialogButton,
  EmptyState,
  KeyValue,
  Keys,
  Link,
  LinkLine,
  Name,
  Notice,
  Panel,
  Rows,
  StaffPage,
  Stack,
  type Html,
} from '#platform/ui/index.ts'
import type { StaffFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import type { Location } from '../../data.ts'
import { words } from '../texts.ts'
import { viewPath } from '../view.ts'
import { DeskPanel, WalkInPanel } from './aside.tsx'
import { IdlePanel, PersonPanel } from './person.tsx'
import { inWords, keyOf, type DayProps } from './props.ts'
import { ExpectedPanel, FinishedPanels, QueuePanel } from './queue.tsx'

/** The day of a location: the queue, the person at one's desk, and the rest of the day. */
export function DayPage(props: DayProps): Html {
  const { frame, href, language, location, desk, shown, may } = props
  const { w } = inWords(props)
  const { groups } = props
  const isEmpty = Object.values(groups).every((lines) => lines.length === 0)
  return (
    <StaffPage {...frame} title={`${w.title}, ${location.name}`} status={desk && <Name short>{desk.name}</Name>}>
      <belegt-desk
        class="stack"
        data-live={href(`/team/termine/${location.id}/live`)}
        data-words-live={w.day.live}
        data-words-offline={w.day.offline}
        data-words-unsaved={w.day.unsaved}
      >
        {props.problem && <Notice language={language} tone="warning" title={props.problem} role="alert" />}
        <Columns aside={shown ? <PersonPanel {...props} shown={shown} /> : <Idle {...props} />}>
          <QueuePanel {...props} />
        </Columns>
        <Columns
          aside={
            may && (
              <>
                <WalkInPanel {...props} />
                {(desk || shown) && <DeskPanel {...props} />}
              </>
            )
          }
        >
          {isEmpty && (
            <Panel>
              <EmptyState title={w.day.empty} />
            </Panel>
          )}
          <ExpectedPanel {...props} />
          <FinishedPanels {...props} />
          <OtherDays {...props} />
        </Columns>
      </belegt-desk>
      <Help {...props} />
    </StaffPage>
  )
}

/** Beside the queue while nobody is selected: where one works, and who is next. */
function Idle(props: DayProps): Html {
  if (!props.may) return <></>
  return props.desk ? <IdlePanel {...props} /> : <DeskPanel {...props} />
}

function OtherDays(props: DayProps): Html {
  const { view, day, href, location } = props
  const { w, f } = inWords(props)
  const link = (date: Temporal.PlainDate | undefined, label: string): Html => (
    <Link url={href(viewPath(location.id, { ...view, tag: date, wahl: undefined }))}>{label}</Link>
  )
  const [before, after] = [day.date.subtract({ days: 1 }), day.date.add({ days: 1 })]
  return (
    <Panel title={w.day.days}>
      <LinkLine>
        {[
          link(before, f.dayAndMonth(before)),
          ...(day.isToday ? [] : [link(undefined, w.day.goToday)]),
          link(after, f.dayAndMonth(after)),
        ]}
      </LinkLine>
    </Panel>
  )
}

/** Which keys there are. Single keys can be switched off (WCAG 2.2, 2.1.4). */
function Help(props: DayProps): Html {
  const { href, language, location, view } = props
  const { w } = inWords(props)
  const isOff = view.tasten === 'aus'
  const toggle = href(viewPath(location.id, { ...view, tasten: isOff ? undefined : 'aus' }))
  if (!props.may) return <></>
  if (isOff)
    return (
      <p class="small">
        <Link url={toggle}>{w.help.on}</Link>
      </p>
    )
  const key = (name: string, does: string) => ({ term: <Keys>{name}</Keys>, value: does })
  return (
    <>
      <p>
        <DialogButton dialog="tasten" kind="tertiary" keys={keyOf(props, '?')}>
          {w.help.open}
        </DialogButton>
      </p>
      <Dialog
        language={language}
        id="tasten"
        title={w.help.heading}
        actions={
          <ButtonLink url={toggle} kind="secondary">
            {w.help.off}
          </ButtonLink>
        }
      >
        <Stack>
          <KeyValue
            items={[
              key('Enter', w.help.enter),
              key('↑ ↓', w.help.arrows),
              key('Escape', w.help.escape),
              key(w.keys.arrive, w.verbs.arrive),
              key(w.keys.call, `${w.verbs.call}, ${w.verbs.recall}`),
              key(w.keys.serve, w.verbs.serve),
              key(w.keys.close, w.verbs.close),
              key(w.keys['no-show'], w.verbs['no-show']),
              key(w.keys.undo, w.verbs.undo),
              key(w.keys.note, w.help.note),
              key(w.keys.walkIn, w.help.walkIn),
              key('?', w.help.help),
            ]}
          />
          <p class="muted small">{w.help.offHint}</p>
        </Stack>
      </Dialog>
    </>
  )
}

type LocationsProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly locations: readonly Location[]
  readonly href: (path: string) => string
}

/** At which location one works today. */
export function DeskLocationsPage({ frame, language, locations, href }: LocationsProps): Html {
  const w = words(language)
  return (
    <StaffPage {...frame} title={w.title}>
      <Panel level={1} title={w.locations.heading}>
        {locations.length === 0 ? (
          <EmptyState title={w.locations.none}>{w.locations.noneHint}</EmptyState>
        ) : (
          <Rows
            rows={locations.map((location) => ({
              main: (
                <Link url={href(viewPath(location.id, {}))}>
                  <Name lines>{location.name}</Name>
                </Link>
              ),
              note: [location.street, location.city].filter(Boolean).join(', '),
            }))}
          />
        )}
      </Panel>
    </StaffPage>
  )
}
