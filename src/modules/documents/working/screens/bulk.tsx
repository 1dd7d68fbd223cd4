import type { StaffFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  type Children,
  CheckField,
  Details,
  EmptyState,
  Form,
  type Html,
  Link,
  Muted,
  Name,
  Notice,
  PageHead,
  Panel,
  Pill,
  Rows,
  SelectField,
  Stack,
  StaffPage,
  TextField,
} from '#platform/ui/index.ts'
import { documentPage, DOCUMENTS } from '../../viewing/paths.ts'
import type { BulkDone, Selected } from '../actions/bulk.ts'
import { bulkWords } from '../bulk-texts.ts'
import { BULK } from '../paths.ts'
import { grounds } from '../rules/period.ts'
import type { Stamp } from '../rules/stamps.ts'
import { stateName, words } from '../texts.ts'
import type { People } from '../who.ts'
import { toneOf } from './stamps.tsx'

/** The id of the form that the boxes of a list belong to. */
export const BULK_FORM = 'bulk'

/** The box beside one document in a list. */
export const BulkBox = ({
  language,
  id,
  title,
}: {
  readonly language: Language
  readonly id: string
  readonly title: string
}): Html => (
  <input type="checkbox" name="ids" value={id} form={BULK_FORM} aria-label={bulkWords(language).chooseOne(title)} />
)

/** The button below a list with boxes. */
export const BulkButton = ({
  language,
  href,
}: {
  readonly language: Language
  readonly href: (path: string) => string
}): Html => (
  <Form id={BULK_FORM} method="get" action={href(BULK)}>
    <div>
      <Button kind="secondary">{bulkWords(language).open}</Button>
    </div>
  </Form>
)

type BulkProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly href: (path: string) => string
  readonly chosen: readonly Selected[]
  readonly stamps: readonly Stamp[]
  readonly people: People
  readonly archives: readonly { readonly id: string; readonly name: string }[]
  readonly mayLock: boolean
  /** What was done a moment ago, with a sentence for each reason. */
  readonly came: BulkDone | undefined
  readonly why: (code: string) => string
}

/** What can be done with several documents at once. */
export function BulkPage(props: BulkProps): Html {
  const { frame, language, href, chosen, stamps, people, archives, mayLock, came, why } = props
  const t = bulkWords(language)
  const w = words(language)
  const ids = chosen.map(({ id }) => id).join(',')
  const ActForm = ({ act, children }: { readonly act: string; readonly children: Children }): Html => (
    <Form action={href(BULK)} hidden={{ ids, act }}>
      {children}
    </Form>
  )
  const open = stamps.filter(({ closed }) => !closed)
  const archiving = open.find(({ movesTo }) => movesTo === 'archived')
  return (
    <StaffPage {...frame} title={t.title} notices={came && <Came language={language} came={came} why={why} />}>
      <PageHead title={t.title} actions={<Link url={href(DOCUMENTS)}>{t.back}</Link>} />
      {chosen.length === 0 ? (
        <Panel>
          <EmptyState title={t.none}>{t.noneHint}</EmptyState>
        </Panel>
      ) : (
        <Stack>
          <Panel title={t.count(chosen.length)}>
            <Rows
              rows={chosen.map(({ id, title, state }) => ({
                main: (
                  <Link url={href(documentPage(id))}>
                    <Name>{title}</Name>
                  </Link>
                ),
                end: <Pill tone={toneOf(state)}>{stateName(language, state)}</Pill>,
              }))}
            />
          </Panel>
          <Panel title={t.stamp}>
            <ActForm act="stamp">
              <SelectField
                empty={false}
                language={language}
                name="stamp"
                label={w.stamps.choose}
                required
                options={open
                  .filter(({ movesTo }) => movesTo !== 'archived')
                  .map(({ id, name }) => ({ value: id, label: name }))}
              />
              <TextField
                language={language}
                name="note"
                label={w.stamps.note}
                hint={w.stamps.noteHint}
                maxlength={500}
              />
              <div>
                <Button kind="secondary">{t.stamp}</Button>
              </div>
            </ActForm>
          </Panel>
          <Panel title={t.task}>
            <ActForm act="task">
              <SelectField
                empty={false}
                language={language}
                name="account"
                label={w.tasks.account}
                options={[{ value: '', label: w.tasks.nobodyChosen }, ...people.choices]}
              />
              <TextField language={language} name="what" label={w.tasks.what} maxlength={500} />
              <TextField language={language} name="due" type="date" label={w.tasks.dueOn} width="medium" />
              <div>
                <Button kind="secondary">{t.task}</Button>
              </div>
            </ActForm>
          </Panel>
          {archives.length > 1 && (
            <Panel title={t.move}>
              <ActForm act="move">
                <SelectField
                  empty={false}
                  language={language}
                  name="archive"
                  label={t.moveTo}
                  required
                  options={archives.map(({ id, name }) => ({ value: id, label: name }))}
                />
                <div>
                  <Button kind="secondary">{t.move}</Button>
                </div>
              </ActForm>
            </Panel>
          )}
          {mayLock && archiving && (
            <Panel title={w.archive.title} lead={w.archive.lead}>
              <Form action={href(BULK)} hidden={{ ids, act: 'archive', stamp: archiving.id }}>
                <SelectField
                  empty={false}
                  language={language}
                  name="ground"
                  label={w.archive.ground}
                  required
                  options={grounds.map(({ key }) => ({
                    value: key,
                    label: w.archive.grounds[key as keyof typeof w.archive.grounds],
                  }))}
                />
                <CheckField language={language} name="sure" label={w.archive.sure} required />
                <div>
                  <Button kind="secondary">{t.archive}</Button>
                </div>
              </Form>
            </Panel>
          )}
          <Details summary={t.more} panel>
            <Actions>
              {(['show', 'hide', 'restore'] as const).map((act) => (
                <ActForm act={act}>
                  <Button kind="secondary">{t[act]}</Button>
                </ActForm>
              ))}
              {mayLock && (
                <ActForm act="trash">
                  <Button kind="danger">{t.trash}</Button>
                </ActForm>
              )}
            </Actions>
            {mayLock && <Muted>{t.trashHint}</Muted>}
          </Details>
        </Stack>
      )}
    </StaffPage>
  )
}

function Came({
  language,
  came,
  why,
}: {
  readonly language: Language
  readonly came: BulkDone
  readonly why: BulkProps['why']
}): Html {
  const t = bulkWords(language)
  const refused = Object.entries(came.refused)
  return (
    <Notice
      language={language}
      tone={refused.length > 0 ? 'warning' : 'success'}
      role="status"
      title={t.done(came.done)}
    >
      {refused.map(([code, count]) => (
        <p>{t.refused(count, why(code))}</p>
      ))}
    </Notice>
  )
}
