import type { StaffFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  ButtonLink,
  Columns,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  type Html,
  Notice,
  PageHead,
  Panel,
  Pill,
  SelectField,
  StaffPage,
  Stack,
  TextArea,
  TextField,
} from '#platform/ui/index.ts'
import type { Channel } from '#privacy'
import type { Act, Way } from '../data.ts'
import { MOST_LINES, type SortedList } from '../import.ts'
import type { ActLine } from '../queries.ts'
import { blockWords } from '../texts.ts'

type Common = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  /** Where the forms of this page are sent. */
  readonly own: string
  readonly acts: readonly ActLine[]
  readonly entered: Readonly<Record<string, string>>
  readonly problems: Readonly<Record<string, string>>
}

/** How many are blocked, a way to look one up, a list to take over, and what was done lately. */
export function BlocksPage(props: Common & { readonly count: number }): Html {
  const { frame, language, own, entered, problems } = props
  const w = blockWords(language).staff
  const sentences: Readonly<Record<string, string>> = {
    address: w.notAnAddress,
    empty: w.listEmpty,
    long: w.listTooLong(MOST_LINES),
    required: w.missing,
    'too-long': w.tooLong,
  }
  const errorOf = (field: string) => problems[field] && (sentences[problems[field]] ?? w.missing)
  const errors = ['address', 'list'].flatMap((field) => {
    const message = errorOf(field)
    return message ? [{ field, message }] : []
  })
  const done = entered['done']?.split(' ').map(Number)
  return (
    <StaffPage
      {...frame}
      title={w.title}
      notices={
        done && (
          <Notice language={language} tone="success" role="status">
            {w.listDone(done[0] ?? 0, done[1] ?? 0, done[2] ?? 0)}
          </Notice>
        )
      }
    >
      <PageHead title={w.title} lead={w.lead} />
      <Stack>
        <ErrorSummary language={language} errors={errors} />
        <Columns
          aside={
            <Panel title={w.listTitle} lead={w.listLead}>
              <Form action={`${own}/liste`}>
                <TextArea
                  language={language}
                  name="list"
                  label={w.list}
                  rows={6}
                  required
                  mark={false}
                  value={entered['list']}
                  error={errorOf('list')}
                />
                <Actions>
                  <Button kind="secondary" formaction={`${own}/abgleich`}>
                    {w.sort}
                  </Button>
                  <Button kind="danger">{w.blockList}</Button>
                </Actions>
              </Form>
            </Panel>
          }
        >
          <Panel title={w.findTitle} lead={w.findLead} aside={<Pill tone="muted">{w.count(props.count)}</Pill>}>
            <Form action={own}>
              <TextField
                language={language}
                name="address"
                label={w.address}
                required
                mark={false}
                autocomplete="off"
                value={entered['address']}
                error={errorOf('address')}
              />
              <Button>{w.find}</Button>
            </Form>
          </Panel>
          <Panel title={w.recent}>
            <Acts {...props} title={w.recent} />
          </Panel>
        </Columns>
      </Stack>
    </StaffPage>
  )
}

/** A pasted list without those who must not be written to, to be taken elsewhere. */
export function SortedPage(
  props: Pick<Common, 'frame' | 'language'> & { readonly back: string; readonly list: SortedList },
): Html {
  const { frame, language, list } = props
  const w = blockWords(language).staff
  return (
    <StaffPage {...frame} title={w.sortedTitle}>
      <PageHead
        title={w.sortedTitle}
        lead={w.sortedLead(list.free.length, list.blocked)}
        actions={
          <ButtonLink kind="secondary" url={props.back}>
            {w.nav}
          </ButtonLink>
        }
      />
      <Panel>
        <TextArea
          language={language}
          name="free"
          label={w.sorted}
          rows={12}
          mark={false}
          readonly
          value={list.free.join('\n')}
          hint={list.twice + list.invalid > 0 ? w.sortedRest(list.twice, list.invalid) : undefined}
        />
      </Panel>
    </StaffPage>
  )
}

type One = Common & {
  readonly back: string
  readonly channel: Channel
  readonly since: Temporal.Instant | undefined
  readonly done: Act | undefined
}

/** How it stands with one address, and the one thing that can be done about it. The address itself is not shown. */
export function OneBlockPage(props: One): Html {
  const { frame, language, zone, own, since, entered, problems } = props
  const w = blockWords(language).staff
  const errorOf = (field: string) => problems[field] && (problems[field] === 'too-long' ? w.tooLong : w.missing)
  const title = props.channel === 'mail' ? w.oneMail : w.onePhone
  return (
    <StaffPage
      {...frame}
      title={title}
      notices={
        props.done && (
          <Notice language={language} tone="success" role="status">
            {w.saved[props.done]}
          </Notice>
        )
      }
    >
      <PageHead
        title={title}
        actions={
          <ButtonLink kind="secondary" url={props.back}>
            {w.another}
          </ButtonLink>
        }
      />
      <Stack>
        <Panel
          title={since ? w.blockedSince(format(language, zone).dateTime(since)) : w.free}
          lead={since ? w.blockedText : w.freeText}
          aside={<Pill tone={since ? 'warning' : 'success'}>{since ? w.acts.blocked : w.free}</Pill>}
        >
          <Form action={`${own}/${since ? 'aufheben' : 'sperren'}`}>
            <SelectField
              language={language}
              name="reason"
              label={w.reason}
              hint={since ? w.liftHint : undefined}
              required
              mark={false}
              empty="–"
              value={entered['reason']}
              error={errorOf('reason')}
              options={Object.entries(w.reasons).map(([value, label]) => ({ value, label }))}
            />
            <TextField
              language={language}
              name="note"
              label={w.note}
              hint={w.noteHint}
              maxlength={200}
              autocomplete="off"
              value={entered['note']}
              error={errorOf('note')}
            />
            <Button kind={since ? 'secondary' : 'danger'}>{since ? w.unblock : w.block}</Button>
          </Form>
        </Panel>
        <Panel title={w.history}>
          <Acts {...props} title={w.history} />
        </Panel>
      </Stack>
    </StaffPage>
  )
}

function Acts({
  language,
  zone,
  acts,
  title,
}: Pick<Common, 'language' | 'zone' | 'acts'> & { readonly title: string }) {
  const w = blockWords(language).staff
  const f = format(language, zone)
  const reasons: Readonly<Record<string, string>> = w.reasons
  return (
    <DataTable
      caption={title}
      rows={acts}
      empty={<EmptyState title={w.none} />}
      columns={[
        { label: w.when, header: true, cell: ({ at }) => `${f.shortDate(at)}, ${f.time(at)}` },
        {
          label: w.what,
          cell: ({ act }) => <Pill tone={act === 'blocked' ? 'warning' : 'success'}>{w.acts[act as Act]}</Pill>,
        },
        { label: w.way, cell: ({ way }) => w.ways[way as Way] },
        { label: w.why, cell: ({ reason, note }) => [reasons[reason] ?? '', note].filter(Boolean).join(': ') },
      ]}
    />
  )
}
