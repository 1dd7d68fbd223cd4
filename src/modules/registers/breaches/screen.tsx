import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  Actions,
  Columns,
  Details,
  type Html,
  Link,
  Notice,
  Panel,
  Pill,
  Rows,
  Stack,
} from '#platform/ui/index.ts'
import type { Named } from '#accounts'
import { OfficeFrame } from '#privacy'
import { asMoment, type Field, markOf, SEEN, type Values, type Wrong } from '../forms/fields.ts'
import { FieldsForm } from '../forms/form.tsx'
import { paths } from '../pages.ts'
import type { Screen } from '../screens.ts'
import { EntryScreen, RegisterScreen } from '../sheets/register.tsx'
import { SheetParts, TakeAlong } from '../sheets/sheet.tsx'
import type { Breach, Step } from './actions.ts'
import type { Unnamed } from './affected.ts'
import { breachClock, openPoints } from './clock.ts'
import { assessFields, breachProblems, factFields, noteFields, notifyFields, peopleFields } from './forms.ts'
import { breachParts, clockWords, countWords, stepsPart } from './sheet.ts'
import { breachTexts } from './texts.ts'

export const clockTones = {
  running: 'info',
  urgent: 'warning',
  late: 'danger',
  'in-time': 'success',
  delayed: 'warning',
  'not-needed': 'muted',
} as const

type ListProps = Screen & { readonly breaches: readonly Breach[]; readonly now: Temporal.Instant }

export function BreachesScreen(props: ListProps): Html {
  const { language, href, breaches, zone, now } = props
  const t = breachTexts(language)
  const f = format(language, zone)
  return (
    <RegisterScreen
      {...props}
      words={t}
      at={paths.breaches}
      rows={breaches}
      columns={[
        { label: t.what, cell: (one) => <Link url={href(`${paths.breaches}/${one.id}`)}>{one.title}</Link> },
        { label: t.aware, cell: (one) => `${f.shortDate(one.aware_at)}, ${f.time(one.aware_at)}` },
        {
          label: t.clock,
          cell: (one) => (
            <Pill tone={clockTones[breachClock(one, now).state]}>{clockWords(one, language, zone, now)}</Pill>
          ),
        },
        { label: t.people, cell: (one) => countWords(one, language, zone) },
        { label: t.state, cell: (one) => (one.closed_at ? t.closed : t.open) },
      ]}
    />
  )
}

type NewProps = Screen & { readonly members: readonly Named[]; readonly values: Values; readonly wrong: Wrong }

export function NewBreachScreen(props: NewProps): Html {
  const t = breachTexts(props.language)
  return (
    <EntryScreen
      {...props}
      words={{ ...t, title: t.newTitle, lead: t.newLead }}
      fields={factFields(props.members)}
      rules={breachProblems}
      to={`${paths.breaches}/neu`}
      back={paths.breaches}
    />
  )
}

export type FormName = 'angaben' | 'einschaetzung' | 'meldung' | 'betroffene' | 'vermerk'
export type OneProps = Screen & {
  readonly breach: Breach
  readonly steps: readonly Step[]
  readonly members: readonly Named[]
  readonly unnamed: Unnamed
  /** How many the list names: fewer than were counted, when some are erased. */
  readonly listed: number
  readonly now: Temporal.Instant
  readonly failed?: { readonly form: FormName; readonly values: Values; readonly wrong: Wrong }
}

/** What a form of the case is filled with at first: what is known already. */
export function knownValues({
  breach,
  now,
  zone,
}: Pick<OneProps, 'breach' | 'now' | 'zone'>): Record<FormName, Values> {
  return {
    angaben: {
      title: breach.title,
      what: breach.what,
      aware_at: asMoment(zone, breach.aware_at),
      began_at: asMoment(zone, breach.began_at),
      stopped_at: asMoment(zone, breach.stopped_at),
      kinds: breach.kinds.join(','),
      tables: breach.tables.join(','),
      account: breach.account_id ?? '',
    },
    einschaetzung: {
      risk: breach.risk ?? '',
      risk_reason: breach.risk_reason,
      consequences: breach.consequences,
      measures: breach.measures,
    },
    meldung: {
      notified_at: asMoment(zone, breach.notified_at ?? now),
      reference: breach.reference,
      delay_reason: breach.delay_reason,
    },
    betroffene: {
      people_ground: breach.people_ground ?? '',
      people_reason: breach.people_reason,
      people_told_at: asMoment(zone, breach.people_told_at),
    },
    vermerk: {},
  }
}

/** The same as far as it is stored: by it a form tells whether somebody changed something meanwhile. */
export const shownValues = (breach: Breach, zone: string): Record<FormName, Values> =>
  knownValues({ breach, zone, now: Temporal.Instant.fromEpochMilliseconds(0) })

/** One case: the clock and what is open, then all that is known, the forms, the course; the drafts beside. */
export function BreachScreen(props: OneProps): Html {
  const { language, href, breach } = props
  const t = breachTexts(language)
  const here = `${paths.breaches}/${breach.id}`
  return (
    <OfficeFrame
      {...props}
      title={breach.title}
      actions={<TakeAlong {...props} path={`${here}/bericht`} as={['pdf']} />}
    >
      <Clock {...props} />
      <ToDo {...props} />
      <Columns aside={<Drafts {...props} />}>
        <SheetParts parts={breachParts(props)} />
        {!breach.closed_at && (
          <Stack>
            <Fold {...props} form="angaben" title={t.factsEdit} fields={factFields(props.members)} save={t.change} />
            <Fold {...props} form="einschaetzung" title={t.assess} fields={assessFields} save={t.assess} />
            <Fold {...props} form="meldung" title={t.notify} fields={notifyFields} save={t.notify} />
            <Fold {...props} form="betroffene" title={t.tell} fields={peopleFields} save={t.tell} />
            <Fold {...props} form="vermerk" title={t.note} fields={noteFields} save={t.note} />
          </Stack>
        )}
        <SheetParts parts={[stepsPart(props.steps, props)]} />
        <p>
          <Link url={href(paths.breaches)}>{t.back}</Link>
        </p>
      </Columns>
    </OfficeFrame>
  )
}

/** What the law still wants before the case may be closed; on a phone as well before everything that is known. */
function ToDo({ language, href, breach }: OneProps): Html {
  if (breach.closed_at !== null) return <></>
  const t = breachTexts(language)
  const points = openPoints(breach)
  return (
    <Panel title={t.todoTitle}>
      {points.length === 0 ? (
        <>
          <p>{t.nothing}</p>
          <Actions>
            <ActionForm action={href(`${paths.breaches}/${breach.id}/abschliessen`)} kind="primary">
              {t.close}
            </ActionForm>
          </Actions>
        </>
      ) : (
        <Rows rows={points.map((point) => ({ main: t.todo[point] ?? point }))} />
      )}
    </Panel>
  )
}

function Drafts({ language, href, breach }: OneProps): Html {
  const t = breachTexts(language)
  const here = `${paths.breaches}/${breach.id}`
  return (
    <Panel title={t.drafts} lead={t.draftsLead}>
      <Rows
        rows={[
          { main: <Link url={href(`${here}/meldung.pdf`)}>{t.draftAuthority}</Link> },
          { main: <Link url={href(`${here}/benachrichtigung.pdf`)}>{t.draftPeople}</Link> },
          ...(breach.people ? [{ main: <Link url={href(`${here}/betroffene.csv`)}>{t.list}</Link> }] : []),
        ]}
      />
    </Panel>
  )
}

/** How the 72 hours stand, before everything else. */
function Clock({ language, zone, breach, now }: OneProps): Html {
  const clock = breachClock(breach, now)
  const tone = clockTones[clock.state]
  return (
    <Notice language={language} tone={tone === 'muted' ? 'info' : tone} title={clockWords(breach, language, zone, now)}>
      {breachTexts(language).due(format(language, zone).dateTime(clock.due))}
    </Notice>
  )
}

type FoldProps = OneProps & {
  readonly form: FormName
  readonly title: string
  readonly fields: readonly Field[]
  readonly save: string
}

function Fold(props: FoldProps): Html {
  const { language, href, breach, failed, form } = props
  const own = failed?.form === form ? failed : undefined
  return (
    <Details summary={props.title} panel open={own !== undefined}>
      <FieldsForm
        language={language}
        fields={props.fields}
        values={own?.values ?? knownValues(props)[form]}
        wrong={own?.wrong ?? {}}
        rules={breachProblems}
        action={href(`${paths.breaches}/${breach.id}/${form}`)}
        save={props.save}
        hidden={form === 'vermerk' ? {} : { [SEEN]: markOf(shownValues(breach, props.zone)[form]) }}
      />
    </Details>
  )
}
