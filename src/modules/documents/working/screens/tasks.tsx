import type { StaffFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Button,
  type Children,
  Details,
  EmptyState,
  Form,
  type Html,
  Link,
  Name,
  PageHead,
  Panel,
  Rows,
  SelectField,
  StaffPage,
  SubTabs,
  TextField,
  Toned,
} from '#platform/ui/index.ts'
import { Onwards } from '../../onwards.tsx'
import type { Task } from '../actions/tasks.ts'
import { act, OVERDUE, TASKS, workOf } from '../paths.ts'
import type { Stamp } from '../rules/stamps.ts'
import { words } from '../texts.ts'
import type { People } from '../who.ts'
import type { Shown } from './stamps.tsx'

type Listed = {
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly people: People
  readonly tasks: readonly Task[]
  readonly stamps: readonly Stamp[]
  /** `2026-11-24` */
  readonly today: string
  /** The page that a finished task leads back to. */
  readonly back: string
}

function TaskRows({
  language,
  zone,
  href,
  people,
  tasks,
  stamps,
  today,
  back,
  main,
}: Listed & { readonly main: (task: Task, what: string) => Children }): Html {
  const t = words(language).tasks
  const f = format(language, zone)
  const whatOf = ({ kind, stampId }: Task) =>
    kind === 'stamp' ? t.stamp(stamps.find(({ id }) => id === stampId)?.name ?? '') : t[kind]
  const day = (date: string) => f.shortDate(Temporal.PlainDate.from(date))
  return (
    <Rows
      rows={tasks.map((task) => ({
        main: main(task, whatOf(task)),
        note: (
          <>
            {task.doneAt ? (
              t.doneOn(f.shortDate(task.doneAt))
            ) : task.dueOn === null ? (
              t.noDay
            ) : task.dueOn < today ? (
              <Toned tone="danger">{t.late(day(task.dueOn))}</Toned>
            ) : (
              t.due(day(task.dueOn))
            )}
            {' · '}
            {t.for(people.nameOf(task.forAccount))}
            {task.madeBy && ` · ${t.from(people.nameOf(task.madeBy))}`}
            {task.what && (
              <>
                <br />
                <Name>{task.what}</Name>
              </>
            )}
          </>
        ),
        end: !task.doneAt && task.kind !== 'release' && (
          <ActionForm
            action={href(act(task.documentId, 'aufgabe-erledigt'))}
            hidden={{ task: task.id, back }}
            kind="secondary"
            small
            label={`${t.done}: ${whatOf(task)}, ${task.title}`}
          >
            {t.done}
          </ActionForm>
        ),
      }))}
    />
  )
}

type TasksPageProps = Listed & {
  readonly frame: StaffFrame
  readonly view: 'mine' | 'all' | 'done'
  readonly mayLock: boolean
  readonly after: string | undefined
  readonly next: string | undefined
}

/** What waits for who looks. */
export function TasksPage(props: TasksPageProps): Html {
  const { frame, language, href, tasks, view, mayLock, after, next } = props
  const t = words(language).tasks
  const urlOf = (name: TasksPageProps['view']) => href(name === 'mine' ? TASKS : `${TASKS}?zeige=${name}`)
  const tab = (name: TasksPageProps['view'], label: string) => ({ label, url: urlOf(name), current: view === name })
  return (
    <StaffPage {...frame} title={t.title}>
      <PageHead title={t.title} lead={t.lead} actions={mayLock && <Link url={href(OVERDUE)}>{t.overdue}</Link>} />
      <SubTabs label={t.title} tabs={[tab('mine', t.hers), tab('all', t.all), tab('done', t.shownDone)]} />
      <Panel>
        {tasks.length === 0 ? (
          <EmptyState title={t.none}>{t.noneHint}</EmptyState>
        ) : (
          <TaskRows
            {...props}
            main={(task, what) => (
              <Link url={href(workOf(task.documentId))}>
                {what}: <Name>{task.title}</Name>
              </Link>
            )}
          />
        )}
        <Onwards language={language} url={urlOf(view)} after={after} next={next} />
      </Panel>
    </StaffPage>
  )
}

type TasksPanelProps = Shown & Omit<Listed, 'back'> & { readonly mayFile: boolean }

/** Tasks about one document, and the form to give one. */
export function TasksPanel(props: TasksPanelProps): Html {
  const { language, href, document, people, tasks, stamps, mayFile } = props
  const t = words(language).tasks
  return (
    <Panel title={t.panel} id="tasks">
      {tasks.length === 0 ? (
        <p class="muted">{t.empty}</p>
      ) : (
        <TaskRows {...props} back="document" main={(_, what) => what} />
      )}
      {mayFile && (
        <Details summary={t.give}>
          <Form action={href(act(document.id, 'aufgabe'))}>
            <SelectField
              empty={false}
              language={language}
              name="account"
              label={t.account}
              options={[{ value: '', label: t.nobodyChosen }, ...people.choices]}
            />
            <SelectField
              empty={false}
              language={language}
              name="stamp"
              id="field-task-stamp"
              label={t.what}
              options={[
                { value: '', label: t.look },
                ...stamps.filter(({ closed }) => !closed).map(({ id, name }) => ({ value: id, label: t.stamp(name) })),
              ]}
            />
            <TextField
              language={language}
              name="what"
              label={words(language).stamps.note}
              id="field-task-what"
              maxlength={500}
            />
            <TextField language={language} name="due" type="date" label={t.dueOn} width="medium" />
            <div>
              <Button kind="secondary">{t.give}</Button>
            </div>
          </Form>
        </Details>
      )}
    </Panel>
  )
}
